/**
 * Database transactions that code runs in. Code that opens transactions marks them; the guard
 * `no-call-in-transaction` reads the marks, and nothing does while that guard is off. A handler
 * never sees the transaction of its caller: its async frame is fresh.
 */

import { AsyncLocalStorage } from "../platform/async-frame.ts";
import { assertSettings, callback } from "../platform/setting.ts";
import { readStackFunctions } from "./stack-functions.ts";

/** A transaction of an async frame. */
export interface OpenTransaction {
  /** Cleared when it ends. */
  open: boolean;
  /** Set when it has failed: what it wrote is gone. */
  rolledBack: boolean;
  /** The function that marked it, and those that called the function; only while a guard reads them. */
  readonly marker?: { readonly name: string; readonly callers: readonly string[] } | undefined;
  readonly outer: OpenTransaction | undefined;
}

const storage = new AsyncLocalStorage<OpenTransaction>();

/**
 * Runs a function inside a database transaction: until its result has settled, the code that it
 * runs and awaits counts as within. For data access code, around the statements between `BEGIN` and
 * `COMMIT`.
 *
 * @throws {TypeError} for anything but a function.
 * @example
 * ```ts
 * database.transaction().execute((transaction) => withinTransaction(() => run(transaction)));
 * ```
 */
export async function withinTransaction<Result>(run: () => Promise<Result> | Result): Promise<Result> {
  if (typeof run !== "function") assertSettings("withinTransaction", callback, run);
  const transaction: OpenTransaction = { open: true, rolledBack: false, outer: currentTransaction() };
  try {
    return await storage.run(transaction, run);
  } catch (reason) {
    transaction.rolledBack = true;
    throw reason;
  } finally {
    transaction.open = false;
  }
}

/**
 * Marks the code after this as running inside a database transaction, for transactions begun and
 * ended by statements, without a function to run. Works for the function that calls it, and for the
 * functions that it calls; not for that function's own caller, which may go on beside it. Prefer
 * {@link withinTransaction} where there is a function.
 * @param helper a synchronous function that marks for its caller: `markTransaction(begin)` within
 * `begin`. An asynchronous one cannot: it leaves its caller unmarked. Default: none.
 * @returns a function that marks the transaction's end; call it in `finally`.
 */
export function markTransaction(helper?: (...args: never[]) => unknown): () => void {
  if (helper !== undefined && typeof helper !== "function") assertSettings("markTransaction", callback, helper);
  const [name, ...callers] = markers.read ? readStackFunctions(helper ?? markTransaction) : [];
  const marker = name === undefined ? undefined : { name, callers };
  const transaction: OpenTransaction = { open: true, rolledBack: false, outer: currentTransaction(), marker };
  storage.enterWith(transaction);
  return () => {
    transaction.open = false;
  };
}

/** Whether marks keep the function that made them: set once a guard reads it. */
export const markers: { read: boolean } = { read: false };

/** The innermost open transaction of this async frame; `undefined` if there is none. */
export function currentTransaction(): OpenTransaction | undefined {
  let found = storage.getStore();
  while (found !== undefined && (!found.open || runsBeside(found))) found = found.outer;
  return found;
}

/**
 * The transaction that has left this code behind and was rolled back: the code began in it and has
 * outlived it. `undefined` if there is none.
 */
export function transactionLeftBehind(): OpenTransaction | undefined {
  let found = storage.getStore();
  while (found !== undefined && !found.rolledBack) found = found.outer;
  return found;
}

/**
 * `true` if this code runs beside a marked transaction: a function that marks before its first
 * `await` marks the frame of its caller as well, which goes on without it.
 */
function runsBeside({ marker }: OpenTransaction): boolean {
  if (marker === undefined) return false;
  const here = new Set(readStackFunctions());
  return !here.has(marker.name) && marker.callers.some((caller) => here.has(caller));
}
