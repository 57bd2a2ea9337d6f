/** Replacing the parse of a zod schema, for what zod does differently from a contract. */

import type { Schema } from "./schema-node.ts";

/** The parse of a schema, without its checks. */
export type SchemaParse = Schema["_zod"]["parse"];

/** Replaces the parse of a schema by one that has the former to fall back on. */
export function replaceParse({ _zod }: Schema, replace: (parse: SchemaParse) => SchemaParse): void {
  const { parse } = _zod;
  const hasChecks = _zod.run !== parse; // else zod's `run` is the same function
  _zod.parse = replace(parse);
  if (!hasChecks) _zod.run = _zod.parse;
}
