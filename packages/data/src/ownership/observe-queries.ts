/**
 * Data ownership while tests run: what a static check cannot see, since it takes a running program to know which module asks for
 * which SQL. The module is that of the call being handled; tables that migrations create while it watches need no list.
 */

import { currentContext } from "@seamline/core";
import { currentTransaction, type OpenTransaction } from "@seamline/core/internal";
import { readSql } from "../sql/read-sql.ts";
import type { TableAccess } from "../sql/table-access.ts";
import { type DataFinding, judgeStatement, judgeTransaction } from "./data-finding.ts";
import { TableOwners } from "./table-owners.ts";

/** The owners of tables, and the reaction to a violation. */
export interface QueryObserverOptions {
  /**
   * The tables of each module, as `orders` or `shop.orders`. Those that it is seen to create need
   * not be named. Default: none.
   */
  readonly tables?: Readonly<Record<string, readonly string[]>>;
  /** Receives every violation. Default: it is thrown, as a {@link DataOwnershipError}. */
  readonly report?: (finding: DataFinding, sql: string) => void;
}

/**
 * Receives a query from the code that is about to run it.
 * @param module whose code runs it; counts only where no call is being handled, as in migrations
 * and timers.
 * @throws {DataOwnershipError} unless there is a `report`.
 */
export type ObserveQuery = (module: string, sql: string) => void;

/** A query that uses the tables of another module. */
export class DataOwnershipError extends Error {
  /** The rule that the query breaks, and the next step. */
  readonly finding: DataFinding;

  /** Prints the finding, its page of documentation and the query as the message. */
  constructor(finding: DataFinding, sql: string) {
    super(`${finding.rule}: ${finding.found}; ${finding.fix} (docs/rules/${finding.rule}.md)\n  ${sql}`);
    this.name = "DataOwnershipError";
    this.finding = finding;
  }
}

/**
 * Makes the function that databases tell of their queries.
 *
 * @example
 * ```ts
 * const observeQuery = createQueryObserver();
 * new Kysely({ dialect, log: (event) => observeQuery("courier", event.query.sql) });
 * ```
 */
export function createQueryObserver(options: QueryObserverOptions = {}): ObserveQuery {
  const report = options.report ?? throwFinding;
  const owners = new TableOwners();
  for (const [module, tables] of Object.entries(options.tables ?? {})) {
    for (const name of tables) owners.add(parseTable(name), module);
  }
  /** What each open transaction has touched, and whether that has been reported. */
  const touched = new WeakMap<OpenTransaction, { accesses: TableAccess[]; reported: boolean }>();
  const judge = (
    module: string,
    transaction: OpenTransaction | undefined,
    accesses: readonly TableAccess[],
  ): DataFinding[] => {
    const findings = judgeStatement(module, accesses, owners).map(({ finding }) => finding);
    if (transaction === undefined) return findings;
    const known = touched.get(transaction) ?? { accesses: [], reported: false };
    touched.set(transaction, known);
    known.accesses.push(...accesses);
    const crossing = known.reported ? undefined : judgeTransaction(module, known.accesses, owners);
    known.reported ||= crossing !== undefined;
    return crossing === undefined ? findings : [...findings, crossing];
  };
  return (given, sql) => {
    const module = currentContext()?.operation.service ?? given;
    const findings = readSql(sql).flatMap(({ accesses }) => {
      for (const access of accesses) if (access.use === "create") owners.add(access, module);
      return judge(module, currentTransaction(), accesses);
    });
    for (const finding of findings) report(finding, sql);
  };
}

function throwFinding(finding: DataFinding, sql: string): never {
  throw new DataOwnershipError(finding, sql);
}

/** `orders`, or `shop.orders`. */
export function parseTable(name: string): { readonly schema: string | undefined; readonly table: string } {
  const dot = name.indexOf(".");
  return dot === -1 ? { schema: undefined, table: name } : { schema: name.slice(0, dot), table: name.slice(dot + 1) };
}
