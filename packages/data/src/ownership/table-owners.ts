/**
 * The owners of tables: the module whose migrations create a table, or the one in the
 * configuration.
 */

import type { TableAccess } from "../sql/table-access.ts";

/** A table in a schema, or in the default schema. */
export type TableName = Pick<TableAccess, "schema" | "table">;

/**
 * The owners of tables. Names are case-insensitive. A name without a schema matches the table in
 * any schema. Modules with separate databases may each own a table of the same name.
 */
export class TableOwners {
  readonly #owners = new Map<string, { readonly schema: string | undefined; readonly module: string }[]>();

  /** Adds a module to the owners of a table. */
  add({ schema, table }: TableName, module: string): void {
    const key = table.toLowerCase();
    const owners = this.#owners.get(key) ?? [];
    this.#owners.set(key, owners);
    const lower = schema?.toLowerCase();
    if (!owners.some((one) => one.schema === lower && one.module === module)) owners.push({ schema: lower, module });
  }

  /**
   * Returns the modules that own such a table, sorted; empty for a table without a known owner. A
   * name in camel case also matches the table in snake case, like kysely's `CamelCasePlugin`.
   */
  ownersOf({ schema, table }: TableName): readonly string[] {
    const snake = table.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2");
    const found = this.#owners.get(table.toLowerCase()) ?? this.#owners.get(snake.toLowerCase()) ?? [];
    const exact = found.filter(
      (one) => schema === undefined || one.schema === undefined || one.schema === schema.toLowerCase(),
    );
    return [...new Set(exact.map(({ module }) => module))].sort();
  }

  /**
   * Returns the first owner of another module's table; `undefined` for the module's own, or a table
   * without an owner.
   */
  otherOwner(name: TableName, module: string): string | undefined {
    const owners = this.ownersOf(name);
    return owners.includes(module) ? undefined : owners[0];
  }
}
