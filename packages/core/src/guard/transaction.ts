/**
 * Database transactions that code runs in. Code that opens transactions marks them; the guard
 * `no-call-in-transaction` reads the marks, and nothing does while that guard is off. A handler
 * never sees the transaction of its caller: its async frame is fresh.
 */

import { AsyncLocalStorage } from "../platform/async-frame.ts";

/** A transaction of an async frame. */
export interface OpenTransaction {
  /** Cleared when it ends: code that still runs after it is outside of it. */
  open: boolean;
  readonly outer: OpenTransaction | undefined;
}

const storage = new AsyncLocalStorage<OpenTransaction>();

/**
 * Runs a function inside a database transaction: until its result has settled, the code that it
 * runs and awaits counts as within. For data access code, around the statements between `BEGIN` and
 * `COMMIT`.
 *
 * @example
 * ```ts
 * database.transaction().execute((transaction) => withinTransaction(() => run(transaction)));
 * ```
 */
export async function withinTransaction<Result>(run: () => Promise<Result> | Result): Promise<Result> {
  const transaction: OpenTransaction = { open: true, outer: currentTransaction() };
  try {
    return await storage.run(transaction, run);
  } finally {
    transaction.open = false;
  }
}

/**
 * Marks the code after this as running inside a database transaction, for transactions begun and
 * ended by statements, without a function to run. Works for the function that calls it, and for the
 * functions that it calls.
 * @returns a function that marks the transaction's end; call it in `finally`.
 */
export function markTransaction(): () => void {
  const transaction: OpenTransaction = { open: true, outer: currentTransaction() };
  storage.enterWith(transaction);
  return () => {
    transaction.open = false;
  };
}

/** The innermost open transaction of this async frame; `undefined` if there is none. */
export function currentTransaction(): OpenTransaction | undefined {
  let found = storage.getStore();
  while (found !== undefined && !found.open) found = found.outer;
  return found;
}
