/** The transactions in which code runs, for databases where nothing else can go on meanwhile. */

import { AsyncLocalStorage } from "node:async_hooks";

/** A transaction of an async frame. */
export interface OpenTransaction {
  /** The connection that it is open on. */
  readonly connection: object;
  /** Cleared when it ends. */
  open: boolean;
  readonly outer: OpenTransaction | undefined;
}

const storage = new AsyncLocalStorage<OpenTransaction | undefined>();

/** The innermost transaction of this code. */
export function currentTransaction(): OpenTransaction | undefined {
  return storage.getStore();
}

/** Runs a function within a transaction, also in a fresh async frame. */
export function enterTransaction<Result>(transaction: OpenTransaction | undefined, run: () => Result): Result {
  return storage.run(transaction, run);
}

/** Tests whether this code runs in an open transaction of a connection. */
export function isWithin(connection: object): boolean {
  for (let one = currentTransaction(); one !== undefined; one = one.outer)
    if (one.open && one.connection === connection) return true;
  return false;
}
