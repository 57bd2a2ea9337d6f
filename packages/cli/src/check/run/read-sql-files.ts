/** Reads migrations in `.sql` files. */

import { readFileSync } from "node:fs";
import { readSql } from "@seamline/data";
import type { AssignPath } from "../boundary/assign-paths.ts";
import type { DataAccess, FileData } from "../data/file-data.ts";
import { createLineCounter } from "../text/line-counter.ts";

/** Reads the `.sql` files that belong to modules. */
export function readSqlFiles(
  root: string,
  names: readonly string[],
  assign: AssignPath,
): readonly (readonly [string, FileData])[] {
  return names
    .filter((name) => name.endsWith(".sql") && assign(name)?.unit.kind === "module")
    .map((name) => [name, readSqlFile(readFileSync(`${root}/${name}`, "utf8"))] as const);
}

function readSqlFile(text: string): FileData {
  const locate = createLineCounter(text);
  const statements: DataAccess[][] = [];
  const transactions = new Map<number, DataAccess[]>();
  for (const { accesses, transaction } of readSql(text)) {
    const located = accesses.map((access) => ({ ...access, ...locate(access.offset) }));
    statements.push(located);
    if (transaction !== undefined)
      transactions.set(transaction, [...(transactions.get(transaction) ?? []), ...located]);
  }
  return {
    statements,
    transactions: [...transactions.values()].map((accesses) => ({ ...locate(accesses[0]?.offset ?? 0), accesses })),
  };
}
