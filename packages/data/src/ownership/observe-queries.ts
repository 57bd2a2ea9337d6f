/**
 * Data ownership at run time, for tests: a static check cannot attribute every query to a module.
 * The module is the one whose handler runs; tables that observed migrations create need no
 * configuration.
 */

import { currentContext } from "@seamline/core";
import {
  addressOfRule,
  currentTransaction,
  type OpenTransaction,
  printReason,
  printToLog,
  runCallback,
} from "@seamline/core/internal";
import { readSql } from "../sql/read-sql.ts";
import type { TableAccess } from "../sql/table-access.ts";
import { type DataFinding, judgeStatement, judgeTransaction } from "./data-finding.ts";
import { TableOwners } from "./table-owners.ts";

/** Options of an observer: the owners of tables, and the receiver of violations. */
export interface QueryObserverOptions {
  /**
   * The tables of each module, as `orders` or `shop.orders`. Tables whose creation is observed need
   * not be listed. Default: none.
   */
  readonly tables?: Readonly<Record<string, readonly string[]>>;
  /**
   * Receives every violation. What it throws reaches the code that runs the query; a rejection is
   * printed on stderr. Default: the violation is thrown, as a {@link DataOwnershipError}.
   */
  readonly report?: (finding: DataFinding, sql: string) => void;
}

/**
 * Observes a query before it runs.
 * @param module the module whose code runs it; used only outside of calls, as in migrations and
 * timers.
 * @throws {DataOwnershipError} for a violation, unless `report` is set.
 */
export type ObserveQuery = (module: string, sql: string) => void;

/** A query that uses the tables of another module. */
export class DataOwnershipError extends Error {
  /** The rule that the query breaks, and the next step. */
  readonly finding: DataFinding;

  /** Creates the error; its message has the finding, its page of documentation and the query. */
  constructor(finding: DataFinding, sql: string) {
    super(`${finding.rule}: ${finding.found}; ${finding.fix} (${addressOfRule(finding.rule)})\n  ${sql}`);
    this.name = "DataOwnershipError";
    this.finding = finding;
  }
}

/**
 * Creates an observer of queries, to be called for each query of a database.
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
  /** The accesses of each open transaction, and `reported: true` once they have been reported. */
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
    for (const finding of findings) {
      const returned: unknown = report(finding, sql);
      runCallback(
        () => returned,
        (reason) => printToLog(`seamline: report of ${finding.rule} failed: ${printReason(reason)}`),
      );
    }
  };
}

function throwFinding(finding: DataFinding, sql: string): never {
  throw new DataOwnershipError(finding, sql);
}

/** Parses a table's name: `orders`, `shop.orders`. */
export function parseTable(name: string): { readonly schema: string | undefined; readonly table: string } {
  const dot = name.indexOf(".");
  return dot === -1 ? { schema: undefined, table: name } : { schema: name.slice(0, dot), table: name.slice(dot + 1) };
}
