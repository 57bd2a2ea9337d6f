/** Two judges of OpenAPI documents that know nothing of Seamline. */

import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";

/** What only the people behind an interface know: a document made from a contract alone has none of it. */
export const unknownToContracts: Readonly<Record<string, string>> = {
  "no-empty-servers": "a contract does not know where it is served; `servers` of the options states it",
  "security-defined": "a contract does not know how callers are authenticated; `securitySchemes` states it",
  "info-license": "a contract has no licence; `license` of the options states it",
};

/** Finds what is wrong with a document: nothing, for a good one. */
export async function findDocumentProblems(
  document: unknown,
  off: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const text = JSON.stringify(document);
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  const rules = Object.fromEntries(Object.keys(off).map((rule) => [rule, "off" as const]));
  // Objects take further keys unless their schema refuses them; the rule's own default is stricter than the schema.
  const examples = { severity: "error" as const, allowAdditionalProperties: true };
  const config = await createConfig({
    extends: ["recommended"],
    rules: { "no-invalid-media-type-examples": examples, ...rules },
  });
  const problems = await lintFromString({ source: text, absoluteRef: "/openapi.json", config });
  return [
    ...(valid ? [] : [`invalid: ${JSON.stringify(errors)}`]),
    ...problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${String(location[0]?.pointer ?? "")})`),
  ];
}
