/** Rules about tables: their owners and their users. */

import {
  type DataFinding,
  judgeStatement,
  judgeTransaction,
  parseTable,
  printTable,
  TableOwners,
} from "@seamline/data";
import type { Unit } from "../boundary/unit.ts";
import type { DataAccess, FileData } from "../data/file-data.ts";
import type { Position } from "../text/line-counter.ts";
import type { Rule, RuleContext, Violation } from "./violation.ts";

/** A file of a module that uses tables. */
interface ModuleFile extends FileData {
  readonly file: string;
  readonly unit: Unit;
}

const testFile = /(?:^|\/)(?:tests?|__tests__)\/|\.(?:test|spec)\.[cm]?[jt]sx?$/;

/** Judges the table uses of modules. Composition roots and unassigned code may use all tables. */
export const judgeData: Rule = (context) => {
  const files = filesOfModules(context);
  const owners = findOwners(files, context.tables);
  return [...files.flatMap((file) => judgeFile(file, owners)), ...judgeUnowned(files, owners)];
};

function filesOfModules({ data, boundaries }: RuleContext): readonly ModuleFile[] {
  return [...data].flatMap(([file, read]) => {
    const unit = boundaries.assign(file)?.unit;
    if (unit?.kind !== "module") return [];
    return [{ file, unit, ...(testFile.test(file) ? withoutStandIns(read) : read) }];
  });
}

/**
 * Tests may create stand-ins for tables of other modules. These tables then have no owner, and
 * their use is not a violation.
 */
function withoutStandIns({ statements, transactions }: FileData): FileData {
  const created = new Set(statements.flat().flatMap(({ use, table }) => (use === "create" ? [table] : [])));
  const keep = (accesses: readonly DataAccess[]): readonly DataAccess[] =>
    accesses.filter(({ table }) => !created.has(table));
  return {
    statements: statements.map(keep),
    transactions: transactions.map((one) => ({ ...one, accesses: keep(one.accesses) })),
  };
}

/** The owner of a table is the module in the configuration, otherwise the one that creates it. */
function findOwners(files: readonly ModuleFile[], tables: RuleContext["tables"]): TableOwners {
  const owners = new TableOwners();
  for (const [module, names] of Object.entries(tables)) for (const name of names) owners.add(parseTable(name), module);
  const created = files
    .flatMap(({ unit, statements }) => statements.flat().map((access) => ({ access, module: unit.name })))
    .filter(({ access }) => access.use === "create" && owners.ownersOf(access).length === 0);
  for (const { access, module } of created) owners.add(access, module);
  return owners;
}

function judgeFile({ file, unit, statements, transactions }: ModuleFile, owners: TableOwners): readonly Violation[] {
  const crossing = transactions.flatMap(({ accesses, ...position }) => {
    const finding = judgeTransaction(unit.name, accesses, owners);
    return finding === undefined ? [] : [toViolation(file, unit, position, finding)];
  });
  const single = statements.flatMap((accesses) =>
    judgeStatement(unit.name, accesses, owners).map(({ access, finding }) => toViolation(file, unit, access, finding)),
  );
  return [...crossing, ...single];
}

function toViolation(
  file: string,
  { id }: Unit,
  { line, column }: Position,
  { rule, owners, tables, found, fix }: DataFinding,
): Violation {
  const entry = `${rule} ${file} -> ${tables.join(", ")}`;
  return { rule, owner: id, file, line, column, found, fix, path: [id, ...owners], entry };
}

/** Tables without an owner and with several users: one violation for each of these modules. */
function judgeUnowned(files: readonly ModuleFile[], owners: TableOwners): readonly Violation[] {
  const users = new Map<
    string,
    Map<string, { readonly file: string; readonly unit: Unit; readonly access: DataAccess }>
  >();
  for (const { file, unit, statements } of files) {
    for (const access of statements.flat()) {
      if (owners.ownersOf(access).length > 0) continue;
      const table = printTable(access).toLowerCase();
      const modules = users.get(table) ?? new Map();
      users.set(table, modules);
      if (!modules.has(unit.name)) modules.set(unit.name, { file, unit, access });
    }
  }
  return [...users].flatMap(([table, modules]) => {
    if (modules.size < 2) return [];
    const names = [...modules.keys()].sort();
    return [...modules.values()].map(({ file, unit, access: { line, column } }) => ({
      rule: "unowned-table" as const,
      owner: unit.id,
      file,
      line,
      column,
      found: `${names.join(" and ")} use the table ${table}, and no migration creates it`,
      fix: "name the module that it belongs to in check.tables",
      path: [unit.id],
      entry: `unowned-table ${file} -> ${table}`,
    }));
  });
}
