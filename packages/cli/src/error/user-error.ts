/** The failures that the person at the terminal can put right. */

/** Printed as one message without a stack; the command exits with 1. */
export class UserError extends Error {
  /** Every fault by itself, for machine-readable output. */
  readonly faults: readonly string[];

  /**
   * Joins the faults to the message, a line each.
   * @param faults each with its place, the expectation, the finding and the next step.
   */
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join("\n"), options);
    this.name = "UserError";
    this.faults = faults;
  }
}
