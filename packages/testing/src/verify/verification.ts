/** The result of replaying recordings against their provider, as data and as text. */

/** The reason why an interaction does not hold. */
export type FailureKind =
  /** The provider's response differs. */
  | "mismatch"
  /** The recording is older than the contract: it contains parts that were removed. */
  | "stale"
  /** The recordings contain the same interaction twice. */
  | "duplicate"
  /** There is nothing to verify. */
  | "none"
  /** Its provider state is unknown, or its set-up failed. */
  | "state"
  /** It could not be replayed. */
  | "unreachable";

/** One failure of a verification. */
export interface VerificationFailure {
  /** The cause. */
  readonly kind: FailureKind;
  /** The service that recorded it; `undefined` if there is no recording. */
  readonly consumer: string | undefined;
  /** The test that made the call; `undefined` for a call outside of tests. */
  readonly test: string | undefined;
  /** `service.operation`; `undefined` if the failure concerns a whole recording. */
  readonly operation: string | undefined;
  /** The path of the value, such as `output.name`, `input.id`, `error.details.id`; may be empty. */
  readonly path: string;
  /** The expectation and the finding, as text for people. */
  readonly text: string;
}

/** The result for one provider. */
export interface Verification {
  /** The name of the provider's contract. */
  readonly provider: string;
  /** The consumers whose interactions were replayed. */
  readonly consumers: readonly string[];
  /** The number of interactions that were replayed. */
  readonly interactions: number;
  /** The failures; empty if every interaction holds. */
  readonly failures: readonly VerificationFailure[];
}

/**
 * Prints a failure as a line: `customer > creates an order > restaurant.getRestaurant: output.name:
 * expected string, found nothing`.
 */
export function printFailure(failure: VerificationFailure): string {
  const { consumer, test, operation, path, text } = failure;
  const source = [consumer, test, operation].filter((part) => part !== undefined).join(" > ");
  return [source, path, text].filter((part) => part !== "").join(": ");
}

/** Prints a verification: a line for each failure, and a line that counts them. */
export function printVerification({ provider, consumers, interactions, failures }: Verification): string {
  const recordings = `the recordings of ${consumers.join(", ") || "its consumers"}`;
  const end =
    failures.length === 0
      ? `${provider} matches ${recordings}: ${count(interactions, "interaction")}, and all hold`
      : `${provider} does not match ${recordings}: ${count(failures.length, "failure")} in ${count(interactions, "interaction")}`;
  return [...failures.map(printFailure), end].join("\n");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
