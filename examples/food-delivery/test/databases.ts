/**
 * The databases of a test run: one new one per module, removed afterwards, and accessible to the
 * test.
 */

import type { Service } from "../app/demo/shape.ts";

/** A row in the database's column names. */
export type Row = Readonly<Record<string, unknown>>;

/** A database per module. */
export interface Databases {
  /** Environment variables with the locations of the databases. */
  readonly variables: Readonly<Record<string, string>>;
  /** Runs one statement in a module's database. */
  query(service: Service, statement: string): Promise<readonly Row[]>;
  /**
   * Makes a kind of write fail from now on, like a full disk. Returns a function that repairs it.
   */
  breakWrites(service: Service, write: BrokenWrite): Promise<() => Promise<void>>;
  /** Makes every write to a table wait from now on. Returns a function that releases them. */
  blockWrites(service: Service, table: string): Promise<() => Promise<void>>;
  drop(): Promise<void>;
}

/** The writes that fail. */
export interface BrokenWrite {
  readonly kind: "insert" | "update";
  readonly table: string;
  /** An SQL condition over `new`. Default: every one. */
  readonly when?: string;
}
