/** The declared errors of `catalogue`, with every combination of fields. */

import type { DeclaredErrorOptions } from "@seamline/core";
import type { DeclaredErrorClass } from "@seamline/core/generated";

const details = { id: 7, at: new Date(0) };

interface Way {
  readonly details?: unknown;
  readonly options?: DeclaredErrorOptions;
}

/** The texts of messages and details in `with texts`. */
export const errorTexts: readonly string[] = ["", " \u00e9\u0000\r\n\u2028", "\ud83d\ude00", "\ud800", '"<&>%'];

const ways: Readonly<Record<string, Way>> = {
  plainly: {},
  "with details": { details },
  "with more": { details: { ...details, notes: ["a"], secret: "kept" }, options: { message: "in other words" } },
  "with texts": { details: { ...details, notes: errorTexts }, options: { message: errorTexts.join("|") } },
  "with bad details": { details: { id: "secret" } },
  "with an empty message": { options: { message: "" } },
  "with a delay": { options: { retryAfterMs: 1500 } },
  "with no delay": { options: { retryAfterMs: 0 } },
  "with half a millisecond": { options: { retryAfterMs: 0.5 } },
  "with a year": { options: { retryAfterMs: 31_536_000_000 } },
  "with a delay that is no number": { options: { retryAfterMs: Number.NaN } },
  "with an endless delay": { options: { retryAfterMs: Number.POSITIVE_INFINITY } },
  "with a delay before now": { options: { retryAfterMs: -1 } },
  retryable: { options: { retryable: true } },
  "with fields of its own": { options: { sent: "not_sent", operation: "other.operation", callId: "forged" } },
  // of skewed operations
  errorUnknown: { details: { a: 1 } },
  errorDetailsGrew: { details: { a: 1, b: "more" } },
  errorDetailsShrank: { details: { a: 1 } },
  errorCodeChanged: {},
};

/** Creates an error. @throws {RangeError} for an unknown class or way. */
export function declaredFailures(type: DeclaredErrorClass | undefined, how: string): unknown {
  const way = Object.hasOwn(ways, how) ? ways[how] : undefined;
  if (type === undefined || way === undefined)
    throw new RangeError(`${how}: expected a declared error and a known way`);
  return new type(way.details as never, way.options);
}
