/** Findings about modules that use each other's tables, with texts that checks and tests share. */

import type { TableAccess } from "../sql/table-access.ts";
import type { TableName, TableOwners } from "./table-owners.ts";

/** The rules of data ownership; each has a page of documentation with its name. */
export const dataRules = [
  "foreign-table",
  "cross-module-join",
  "cross-module-foreign-key",
  "cross-module-transaction",
] as const;

/** The name of a rule of data ownership. */
export type DataRule = (typeof dataRules)[number];

/** A use of a table, or a transaction, that crosses from one module to another. */
export interface DataFinding {
  /** The rule, whose page of documentation has the same name. */
  readonly rule: DataRule;
  /** The module whose code crosses. */
  readonly module: string;
  /** The other modules whose tables it uses. */
  readonly owners: readonly string[];
  /** The used tables of these modules. */
  readonly tables: readonly string[];
  /** The finding, as a sentence without its end. */
  readonly found: string;
  /** The next step. */
  readonly fix: string;
}

/** A finding at one access. */
export interface AccessFinding<Access extends TableAccess> {
  /** The access that crosses. */
  readonly access: Access;
  /** The rule that it breaks, and the next step. */
  readonly finding: DataFinding;
}

/** Judges one statement of a module: one finding for each table of another module. */
export function judgeStatement<Access extends TableAccess>(
  module: string,
  accesses: readonly Access[],
  owners: TableOwners,
): readonly AccessFinding<Access>[] {
  const involved = new Set(accesses.filter(isQuery).map((one) => owners.otherOwner(one, module) ?? module));
  return accesses.flatMap((access) => {
    const owner = owners.otherOwner(access, module);
    if (owner === undefined) return [];
    const joins = isQuery(access) && (involved.size > 1 || access.use === "join");
    const table = printTable(access);
    const verdict =
      access.use === "reference"
        ? refersTo(module, owner, table)
        : joins
          ? joinsWith(module, owner, table)
          : uses(module, owner, table, access);
    return [{ access, finding: { module, owners: [owner], tables: [table], ...verdict } }];
  });
}

/**
 * Judges the tables that one transaction of a module uses; `undefined` if they have one owner.
 * Reads count, because the transaction depends on their results.
 */
export function judgeTransaction(
  module: string,
  accesses: readonly TableAccess[],
  owners: TableOwners,
): DataFinding | undefined {
  const tables = new Map<string, string>();
  for (const access of accesses.filter(({ use }) => use !== "reference")) {
    const [first] = owners.ownersOf(access);
    if (first !== undefined) tables.set(owners.otherOwner(access, module) ?? module, printTable(access));
  }
  if (tables.size < 2) return undefined;
  const involved = [...tables].sort(([one], [other]) => (one < other ? -1 : 1));
  const others = involved.filter(([owner]) => owner !== module);
  return {
    rule: "cross-module-transaction",
    module,
    owners: others.map(([owner]) => owner),
    tables: others.map(([, table]) => table),
    found: `one transaction touches tables of ${involved.map(([owner, table]) => `${owner} (${table})`).join(" and ")}`,
    fix: "change each module's tables in a transaction of its own, and notify the other by a call or an event after the commit",
  };
}

/** Prints a table's name: `orders`, `shop.orders`. */
export function printTable({ schema, table }: TableName): string {
  return schema === undefined ? table : `${schema}.${table}`;
}

type Verdict = Pick<DataFinding, "rule" | "found" | "fix">;

function isQuery({ use }: TableAccess): boolean {
  return use === "read" || use === "join" || use === "write";
}

function refersTo(module: string, owner: string, table: string): Verdict {
  return {
    rule: "cross-module-foreign-key",
    found: `a foreign key of ${module} refers to ${table}, a table of ${owner}`,
    fix: "keep the id without the foreign key, and ask its owner whether it exists",
  };
}

function joinsWith(module: string, owner: string, table: string): Verdict {
  return {
    rule: "cross-module-join",
    found: `${module} joins with ${table}, a table of ${owner}`,
    fix: `read the ids from ${module}'s own tables and ask ${owner} for the rest through its client, many at once`,
  };
}

function uses(module: string, owner: string, table: string, { use }: TableAccess): Verdict {
  const verb = use === "read" ? "reads" : use === "write" ? "writes to" : "changes the shape of";
  return {
    rule: "foreign-table",
    found: `${module} ${verb} ${table}, a table of ${owner}`,
    fix: use === "read" || use === "write" ? `call ${owner} through its client` : `move the migration to ${owner}`,
  };
}
