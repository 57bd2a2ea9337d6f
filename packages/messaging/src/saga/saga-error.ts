/** The error of sagas that are defined or used wrongly. */

/** Thrown for a saga that cannot be defined, started or signalled as asked. */
export class SagaError extends Error {
  /** Each fault as `path: the expected and the found`. */
  readonly faults: readonly string[];

  /** Takes a message, and the faults that it lists. Default: the message is the only one. */
  constructor(message: string, faults: readonly string[] = [message]) {
    super(message);
    this.name = "SagaError";
    this.faults = faults;
  }

  /** The error of a definition with faults, a line each. */
  static ofDefinition(saga: unknown, faults: readonly string[]): SagaError {
    const list = faults.map((fault) => `  - ${fault}`).join("\n");
    return new SagaError(`The saga ${JSON.stringify(saga)} cannot be defined:\n${list}`, faults);
  }
}
