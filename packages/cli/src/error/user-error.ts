/** Failures that the user can fix. */

/** An error printed as one message without a stack; the command exits with 1. */
export class UserError extends Error {
  /** The faults one by one, for machine-readable output. */
  readonly faults: readonly string[];

  /**
   * Joins the faults to the message, one line each.
   * @param faults each with its position, the expectation, the finding and the next step.
   */
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join("\n"), options);
    this.name = "UserError";
    this.faults = faults;
  }
}
