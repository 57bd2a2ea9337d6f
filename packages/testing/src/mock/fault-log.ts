/** The faults of a mock's stubs, kept until the test verifies the mock. */

import { type CallContext, ServiceError } from "@seamline/core";
import { printReason } from "@seamline/core/internal";

/** Faults since the last reset. */
export interface FaultLog {
  add(fault: unknown, context: CallContext): void;
  /** @throws {AggregateError} if there are any. */
  verify(): void;
  /** Removes all. @throws {AggregateError} like `verify`. */
  reset(): void;
}

/**
 * Creates an empty log.
 * @param service its name in the message of the error that `verify` throws.
 */
export function createFaultLog(service: string): FaultLog {
  let faults: { readonly fault: unknown; readonly text: string }[] = [];
  const verify = (): void => {
    if (faults.length === 0) return;
    const texts = faults.map(({ text }) => `\n- ${text}`).join("");
    throw new AggregateError(
      faults.map(({ fault }) => fault),
      `The mock of ${service} has faults:${texts}`,
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
