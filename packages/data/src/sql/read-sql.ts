/** Which tables a text of SQL uses, statement by statement. */

import { StatementReader } from "./statement-reader.ts";
import type { SqlStatement } from "./table-access.ts";
import { type SqlToken, tokenizeSql } from "./tokenize.ts";

const objects = ["table", "view", "index", "trigger", "function", "procedure", "policy", "rule"];

/** The words that statements about tables begin with, and of which words one must follow. */
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

/** Recognises SQL: a text that begins as a statement does, and goes on as one. */
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
 * Reads every statement of a text. A text that begins in the middle of a statement, as `join
 * delivery on …` does, is read as far as it goes. Names of common table expressions and of
 * temporary tables are no tables.
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

/** The `BEGIN` of a block is followed by a statement of it, the one of a transaction by at most a word or two about its kind. */
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
