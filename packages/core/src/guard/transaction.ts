/**
 * Which code runs while a database transaction is open. Code that opens transactions says so; the guard `no-call-in-transaction`
 * asks. Nothing is asked while that guard is off. A handler never sees the transaction of its caller: its async frame is fresh.
 */

import { AsyncLocalStorage } from "../platform/async-frame.ts";

/** A transaction that some async frame runs in. */
export interface OpenTransaction {
  /** Cleared when it ends: code that it left behind runs outside of it. */
  open: boolean;
  readonly outer: OpenTransaction | undefined;
}

const storage = new AsyncLocalStorage<OpenTransaction>();

/**
 * Runs something inside a database transaction: from now until its result has settled, the code
 * that it runs and awaits counts as within. For data access code, around what it runs between
 * `BEGIN` and `COMMIT`.
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
 * Marks the code after this as running inside a database transaction, where a transaction is begun
 * and ended by statements and there is no function to run. Works for the function that calls it,
 * and for what that function calls.
 * @returns a function that marks the transaction's end; call it in `finally`.
 */
export function markTransaction(): () => void {
  const transaction: OpenTransaction = { open: true, outer: currentTransaction() };
  storage.enterWith(transaction);
  return () => {
    transaction.open = false;
  };
}

/** The innermost transaction that is open in this async frame. */
export function currentTransaction(): OpenTransaction | undefined {
  let found = storage.getStore();
  while (found !== undefined && !found.open) found = found.outer;
  return found;
}
