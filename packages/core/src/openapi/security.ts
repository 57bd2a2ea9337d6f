/** Who may call an operation, as its security requirements. */

import type { Operation } from "../contract/operation.ts";
import type { JsonObject } from "./convert-schemas.ts";
import type { OpenapiOptions } from "./openapi-options.ts";

/** Finds the requirements of operations. */
export interface DocumentSecurity {
  /** The alternatives; empty for anonymous callers; `undefined` if the document is silent. */
  of(operation: Operation): readonly JsonObject[] | undefined;
}

/** Reads the options. A document without security schemes is silent about all operations. */
export function createSecurity({ securitySchemes, security, anonymous = [] }: OpenapiOptions): DocumentSecurity {
  const names = Object.keys(securitySchemes ?? {});
  if (names.length === 0) return { of: () => undefined };
  const alternatives = security ?? names.map((name) => [name]);
  const required = alternatives.map((together) => Object.fromEntries(together.map((name) => [name, []])));
  const open = new Set(anonymous);
  return { of: ({ id, service }) => (open.has(id) || open.has(service) ? [] : required) };
}
