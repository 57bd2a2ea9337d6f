/** The tables that SQL text uses, by statement. */

import { StatementReader } from "./statement-reader.ts";
import type { SqlStatement } from "./table-access.ts";
import { type SqlToken, tokenizeSql } from "./tokenize.ts";

const objects = ["table", "view", "index", "trigger", "function", "procedure", "policy", "rule"];

/** The first words of statements about tables, with the words of which one must follow. */
const verbs: Readonly<Record<string, readonly string[] | undefined>> = {
  alter: objects,
  begin: [],
  copy: ["from", "to"],
  create: objects,
  delete: ["from"],
  drop: objects,
  explain: ["select", "insert", "update", "delete"],
  insert: ["into"],
  lock: ["table", "tables", "in"],
  merge: ["using"],
  replace: ["into"],
  select: [],
  start: ["transaction"],
  truncate: [],
  update: ["set"],
  with: ["as"],
};

/** Returns `true` for text that begins and continues like an SQL statement. */
export function isSql(text: string): boolean {
  const tokens = tokenizeSql(text);
  const [first, second] = tokens;
  const expected = first?.kind === "word" ? verbs[first.text.toLowerCase()] : undefined;
  if (expected === undefined || (second?.kind === "symbol" && !/[*(;]/.test(second.text))) return false;
  return (
    expected.length === 0 ||
    tokens.some(({ kind, text: word }) => kind === "word" && expected.includes(word.toLowerCase()))
  );
}

/**
 * Reads every statement of a text. Parts of statements, such as `join delivery on …`, are read as
 * far as possible. Names of common table expressions and of temporary tables are not tables.
 */
export function readSql(text: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = [];
  const temporary = new Set<string>();
  let transaction: number | undefined;
  let transactions = 0;
  for (const tokens of splitStatements(tokenizeSql(text))) {
    const words = tokens.slice(0, 2).map(({ text: word }) => word.toLowerCase());
    const [first = "", second] = words;
    if (first === "start" || (first === "begin" && isTransaction(tokens.length, second))) {
      transaction = transactions;
      transactions += 1;
    } else if (first === "commit" || first === "rollback" || (first === "end" && tokens.length <= 2))
      transaction = undefined;
    const reader = new StatementReader(tokens, temporary);
    const accesses = reader.read();
    if (accesses.length > 0) statements.push({ accesses, transaction });
    for (const body of reader.bodies) {
      for (const inner of readSql(body.text)) {
        const moved = inner.accesses.map((access) => ({ ...access, offset: access.offset + body.offset }));
        statements.push({ accesses: moved, transaction });
      }
    }
  }
  return statements;
}

/**
 * Returns `true` for the `BEGIN` of a transaction, followed by nothing or its kind; the `BEGIN` of
 * a block is followed by a statement.
 */
function isTransaction(length: number, second: string | undefined): boolean {
  return length === 1 || /^(?:transaction|work|deferred|immediate|exclusive|isolation|read)$/.test(second ?? "");
}

function splitStatements(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const statements: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "symbol" && token.text === ";") statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((one) => one.length > 0);
}
