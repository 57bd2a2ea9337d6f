/** Faults of a configuration: collected while it is read, reported all at once. */

/** One thing that is wrong with a configuration. */
export interface Fault {
  /**
   * The environment variable or the path in code where it stands: `SEAMLINE_COURIER`,
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

/** `; did you mean …?` for a name that is close to a known one, else the known ones. */
export function suggest(name: string, known: readonly string[]): string {
  const near = known.find(
    (one) => distance(one.toLowerCase(), name.toLowerCase()) <= Math.max(1, Math.floor(name.length / 4)),
  );
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length === 0 ? "there are none" : `known: ${known.join(", ")}`;
}

/**
 * The Levenshtein distance, by the algorithm of Wagner and Fischer.
 * @see https://doi.org/10.1145/321796.321811
 */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
