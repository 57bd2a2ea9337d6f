/** What came of replaying recordings against their provider, for people and for programs. */

/** The reason why an interaction does not hold. */
export type FailureKind =
  /** The provider answers something else. */
  | "mismatch"
  /** The recording is older than the contract: what it asks or reads is no longer there. */
  | "stale"
  /** The same interaction stands in the recordings twice. */
  | "duplicate"
  /** There is nothing to verify. */
  | "none"
  /** Its provider state is not known, or could not be brought about. */
  | "state"
  /** It could not be replayed. */
  | "unreachable";

/** One thing that does not hold. */
export interface VerificationFailure {
  /** The cause. */
  readonly kind: FailureKind;
  /** The service that recorded it; `undefined` when there is no recording at all. */
  readonly consumer: string | undefined;
  /** The test that made the call; `undefined` for a call outside of tests. */
  readonly test: string | undefined;
  /** `service.operation`. */
  readonly operation: string | undefined;
  /** `output.name`, `input.id`, `error.details.id`. */
  readonly path: string;
  /** The expectation and the finding, for people. */
  readonly text: string;
}

/** The outcome for one provider. */
export interface Verification {
  /** The name of its contract. */
  readonly provider: string;
  /** The consumers whose interactions were replayed. */
  readonly consumers: readonly string[];
  /** The number of interactions that were replayed. */
  readonly interactions: number;
  /** Empty when everything holds. */
  readonly failures: readonly VerificationFailure[];
}

/**
 * One failure as a line: `customer > creates an order > restaurant.getRestaurant: output.name:
 * expected string, found nothing`.
 */
export function printFailure(failure: VerificationFailure): string {
  const { consumer, test, operation, path, text } = failure;
  const where = [consumer, test, operation].filter((part) => part !== undefined).join(" > ");
  return [where, path, text].filter((part) => part !== "").join(": ");
}

/** The outcome for people: a line for each failure, and a last one that counts. */
export function printVerification({ provider, consumers, interactions, failures }: Verification): string {
  const of = consumers.length === 0 ? "nobody" : consumers.join(", ");
  const end =
    failures.length === 0
      ? `${provider} does what ${of} recorded: ${count(interactions, "interaction")}, and all hold`
      : `${provider} does not do what ${of} recorded: ${count(failures.length, "failure")} in ${count(interactions, "interaction")}`;
  return [...failures.map(printFailure), end].join("\n");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
