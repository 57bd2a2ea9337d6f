/** Faults of a configuration: collected while it is read, reported all at once. */

/** One fault of a configuration. */
export interface Fault {
  /**
   * The environment variable or the path in code that has the fault: `SEAMLINE_COURIER`,
   * `topology.courier`.
   */
  readonly key: string;
  /** The offset in the value, in characters from 0; `undefined` for the value as a whole. */
  readonly position?: number | undefined;
  /** The expectation, the finding and the next step. */
  readonly message: string;
}

/**
 * Thrown at start: the configuration cannot work. Lists every fault with key, position and
 * expectation.
 */
export class ConfigurationError extends Error {
  /** Every fault, in the order in which they were found. */
  readonly faults: readonly Fault[];

  /** Puts the faults into the message, a line each. */
  constructor(faults: readonly Fault[]) {
    super(
      `The application cannot start, its configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n${faults.map(printFault).join("\n")}`,
    );
    this.name = "ConfigurationError";
    this.faults = faults;
  }
}

function printFault(fault: Fault): string {
  const where = fault.position === undefined ? fault.key : `${fault.key} at character ${fault.position + 1}`;
  return `  - ${where}: ${fault.message}`;
}
