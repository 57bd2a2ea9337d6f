/** The parameters of an operation: its input fields in the path, the query and headers. */

import { textKindOf } from "../contract/field-locations.ts";
import type { FieldLocation, HttpRoute } from "../contract/http-route.ts";
import { toHeaderName } from "../contract/http-words.ts";
import type { Operation } from "../contract/operation.ts";
import { fieldsOf } from "../platform/unknown-value.ts";
import { shapeOf } from "../schema/schema-node.ts";
import type { JsonObject } from "./convert-schemas.ts";

/**
 * Prints the input fields outside of the body.
 * @param example an input that the contract accepts; `undefined` if none is known.
 */
export function printParameters(
  operation: Operation,
  input: JsonObject,
  template: HttpRoute,
  example: unknown,
): readonly JsonObject[] {
  const properties = fieldsOf(input.properties);
  const required = new Set(Array.isArray(input.required) ? input.required : []);
  return [...operation.fieldLocations].flatMap(([name, location]) => {
    if (location === "body") return [];
    const { description, deprecated, ...schema } = fieldsOf(properties[name]);
    const text = [description, describeText(operation, name, location)].filter((part) => part !== undefined);
    return [
      {
        name: nameParameter(operation, name, location, template),
        in: location,
        description: text.length === 0 ? undefined : text.join("\n\n"),
        required: location === "path" || required.has(name) ? true : undefined,
        deprecated: deprecated === true ? true : undefined,
        schema,
        example: fieldsOf(example)[name],
      },
    ];
  });
}

/** OpenAPI has no keyword for a query without other keys. */
export function describeStrictQuery(operation: Operation, input: JsonObject): string | undefined {
  if (input.additionalProperties !== false || (operation.streaming?.input ?? "none") !== "none") return undefined;
  const names = [...operation.fieldLocations].flatMap(([name, location]) => (location === "query" ? [name] : []));
  if (names.length === 0) return "Query parameters are refused.";
  return `Query parameters other than ${names.map((name) => `\`${name}\``).join(", ")} are refused.`;
}

/** Describes the parts of a parameter's text form that `style` and `explode` leave open. */
function describeText({ input }: Operation, name: string, location: FieldLocation): string | undefined {
  const field = shapeOf(input.schema)[name];
  const kind = field && textKindOf(field);
  if (kind === undefined || location === "path") return undefined;
  if (location === "query") return kind.list ? `An empty list is the key without a value: \`?${name}\`.` : undefined;
  const list = kind.list ? "Elements are joined by commas; an empty list is `[]`." : undefined;
  const escaped = kind.list ? "`%`, `,`, `[`, `]`" : "`%`";
  const text = kind.types.has("string")
    ? `${escaped} and characters other than printable ASCII are percent-encoded.`
    : undefined;
  return [list, text].filter((part) => part !== undefined).join(" ") || undefined;
}

function nameParameter(operation: Operation, name: string, location: FieldLocation, template: HttpRoute): string {
  if (location === "path") return template.placeholders[operation.http.placeholders.indexOf(name)] ?? name;
  return location === "header" ? toHeaderName(name) : name;
}
