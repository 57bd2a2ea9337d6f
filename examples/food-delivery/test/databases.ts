/**
 * The databases behind a test run: one per module, new for it, gone afterwards, and within reach of
 * the test.
 */

import type { Service } from "../app/demo/shape.ts";

/** A row as the database has it. */
export type Row = Readonly<Record<string, unknown>>;

/** A database per module. */
export interface Databases {
  /** What the application's processes need to find them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Runs one statement in a module's database. */
  query(service: Service, statement: string): Promise<readonly Row[]>;
  /** Makes a kind of write fail from now on, as a full disk would. Returns what repairs it. */
  breakWrites(service: Service, write: BrokenWrite): Promise<() => Promise<void>>;
  /** Makes every write to a module's tables wait from now on. Returns what lets them go on. */
  blockWrites(service: Service, table: string): Promise<() => Promise<void>>;
  drop(): Promise<void>;
}

/** Which writes fail. */
export interface BrokenWrite {
  readonly kind: "insert" | "update";
  readonly table: string;
  /** An SQL condition over `new`. Default: every one. */
  readonly when?: string;
}
