/** What was wrong with the stubs of a mock, kept until the test asks. */

import { type CallContext, ServiceError } from "@seamline/core";
import { printReason } from "@seamline/core/internal";

/** Collects faults. */
export interface FaultLog {
  add(fault: unknown, context: CallContext): void;
  /** @throws {AggregateError} when there are any. */
  verify(): void;
  /** Forgets them. @throws {AggregateError} as `verify` does. */
  reset(): void;
}

/**
 * Makes the log of a mock's faults.
 * @param service stands in the message of the error that `verify` throws.
 */
export function createFaultLog(service: string): FaultLog {
  let faults: { readonly fault: unknown; readonly text: string }[] = [];
  const verify = (): void => {
    if (faults.length === 0) return;
    const texts = faults.map(({ text }) => `\n- ${text}`).join("");
    throw new AggregateError(
      faults.map(({ fault }) => fault),
      `The mock of ${service} could not do what its contract says:${texts}`,
    );
  };
  return {
    add(fault, { operation }) {
      const text = ServiceError.is(fault) ? fault.message : `${operation.id}: its stub threw ${printReason(fault)}`;
      faults.push({ fault, text });
    },
    verify,
    reset() {
      try {
        verify();
      } finally {
        faults = [];
      }
    },
  };
}
