/** Failures as text for the process's own log, which no caller sees. */

/** The stack or the text of any thrown value; never throws, even for a hostile value. */
export function printReason(reason: unknown): string {
  try {
    return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  } catch {
    return "a value that cannot be printed";
  }
}
