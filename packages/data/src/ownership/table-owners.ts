/** Which module each table belongs to: the one whose migrations create it, or the one that a configuration names. */

import type { TableAccess } from "../sql/table-access.ts";

/** A table, in a schema or in whatever schema is the default. */
export type TableName = Pick<TableAccess, "schema" | "table">;

/**
 * The owners of tables. Names do not tell upper from lower case. A name without a schema means the
 * table of that name in any schema, and modules with a database each may all have a table of one
 * name: each then owns its own.
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
   * The modules that have such a table, sorted; none for a table without a known owner. Names in
   * camel case mean the table in snake case as well, as kysely's plugin would have it.
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
   * The first owner of another module's table; `undefined` for its own, or one without an owner.
   */
  otherOwner(name: TableName, module: string): string | undefined {
    const owners = this.ownersOf(name);
    return owners.includes(module) ? undefined : owners[0];
  }
}
