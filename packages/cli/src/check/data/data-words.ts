/** The methods that access tables: those of kysely, and those that take SQL. */

import type { TableUse } from "@seamline/data";

/** Methods that begin a query, with their use of the tables in the first argument. */
export const beginnings: ReadonlyMap<string, TableUse> = new Map([
  ["selectFrom", "read"],
  ["insertInto", "write"],
  ["replaceInto", "write"],
  ["mergeInto", "write"],
  ["updateTable", "write"],
  ["deleteFrom", "write"],
  ["createTable", "create"],
  ["createView", "create"],
  ["alterTable", "alter"],
  ["dropTable", "drop"],
  ["dropView", "drop"],
]);

/** Methods that add a table to a query. */
export const additions: ReadonlyMap<string, TableUse> = new Map([
  ["innerJoin", "join"],
  ["leftJoin", "join"],
  ["rightJoin", "join"],
  ["fullJoin", "join"],
  ["crossJoin", "join"],
  ["innerJoinLateral", "join"],
  ["leftJoinLateral", "join"],
  ["crossJoinLateral", "join"],
  ["crossApply", "join"],
  ["outerApply", "join"],
]);

/** Methods with other meanings elsewhere: they count within a query only. */
export const continuations: ReadonlyMap<string, TableUse> = new Map([
  ["from", "join"],
  ["using", "join"],
  ["renameTo", "create"],
]);

/** Methods that take SQL as a text. Other texts are ignored. */
export const textMethods: ReadonlySet<string> = new Set([
  "all",
  "each",
  "exec",
  "execute",
  "get",
  "prepare",
  "query",
  "raw",
  "run",
  "unsafe",
]);

const queryWords = new RegExp(`\\b(?:${[...beginnings.keys(), ...additions.keys(), "createIndex"].join("|")})\\b`);
const textWords = new RegExp(`\\b(?:${[...textMethods].join("|")})\\s*(?:<[^>]*>)?\\(`);
const sqlTag = /\bsql\b[^`\n]*`/i;
const quotedSql =
  /["'`]\s*(?:--|\/\*|(?:alter|begin|copy|create|delete|drop|explain|insert|lock|merge|replace|select|start|truncate|update|with)\b)/i;

/** Checks by its words alone that a file may use tables: only such files are walked. */
export function mayUseTables(text: string): boolean {
  return queryWords.test(text) || sqlTag.test(text) || (textWords.test(text) && quotedSql.test(text));
}
