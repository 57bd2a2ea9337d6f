/** The messages about transactions that are not what they should be, for all databases. */

/** For work that has ended the transaction that it was given. */
export const endedInside =
  "expected the transaction to be open when its work ends, found it ended; leave `commit` and `rollback` to what opened it, and throw to undo your changes";

/** For a connection that events cannot be published on. */
export function notInTransaction(expected: string): string {
  return `expected ${expected}, found one in no open transaction, or something else; the event would be published even if your changes are rolled back`;
}
