/** What a process says in its own log about a failure that nobody else may see. */

/** The stack or text of anything that was thrown; never throws itself, whatever a hostile value does. */
export function printReason(reason: unknown): string {
  try {
    return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  } catch {
    return "a value that cannot be printed";
  }
}
