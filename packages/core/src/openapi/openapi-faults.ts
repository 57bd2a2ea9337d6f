/** Options of a document that contradict each other or its contracts. */

import type { Contract } from "../contract/operation.ts";
import type { SettingFault } from "../platform/setting.ts";
import { suggest } from "../platform/suggest.ts";
import type { OpenapiOptions } from "./openapi-options.ts";

/** The characters of a component's name, by the specification of OpenAPI. */
const componentName = /^[a-zA-Z0-9._-]+$/;

/**
 * Finds the faults of options whose members have the right kinds.
 * @param contracts the contracts of the document, with all their operations.
 */
export function findOpenapiFaults(contracts: readonly Contract[], options: OpenapiOptions): readonly SettingFault[] {
  const faults: SettingFault[] = [];
  const { license, servers = [], securitySchemes = {}, security = [], anonymous = [] } = options;
  if (license?.identifier !== undefined && license.url !== undefined) {
    faults.push({ path: "license", message: "expected an identifier or a url, found both; leave one of them out" });
  }
  for (const [index, server] of servers.entries()) {
    const url = typeof server === "string" ? server : server.url;
    const message = explainUrl(url);
    if (message !== undefined) faults.push({ path: `servers[${index}]`, message });
  }
  const schemes = Object.keys(securitySchemes);
  for (const name of schemes.filter((one) => !componentName.test(one))) {
    faults.push({
      path: `securitySchemes.${name}`,
      message: "expected a name of letters, digits, dots, hyphens and underscores; rename it",
    });
  }
  for (const [index, name] of security.flat().entries()) {
    if (schemes.includes(name)) continue;
    faults.push({
      path: `security[${index}]`,
      message: `expected a scheme of securitySchemes, found ${JSON.stringify(name)}; ${suggest(name, schemes)}`,
    });
  }
  const known = contracts.flatMap(({ name, operations }) => [name, ...Object.values(operations).map(({ id }) => id)]);
  for (const [index, name] of anonymous.entries()) {
    if (known.includes(name)) continue;
    faults.push({
      path: `anonymous[${index}]`,
      message: `expected an operation or a service of the document, found ${JSON.stringify(name)}; ${suggest(name, known)}`,
    });
  }
  return faults;
}

function explainUrl(url: string): string | undefined {
  if (!URL.canParse(url, "http://localhost")) return `expected a URL, found ${JSON.stringify(url)}`;
  if (!url.endsWith("/") || url === "/") return undefined;
  return `expected a URL without a slash at its end, found ${JSON.stringify(url)}; paths begin with one`;
}
