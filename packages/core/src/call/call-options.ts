/** The options of one call beside its input, and their limits. */

import type { MetadataInput } from "../context/metadata.ts";
import type { Principal } from "../context/principal.ts";
import { ServiceError } from "../error/service-error.ts";
import { describe } from "../platform/setting.ts";
import { suggest } from "../platform/suggest.ts";
import { fieldsOf, isRecord } from "../platform/unknown-value.ts";

/**
 * Options of one call. Every field is optional; a value outside its bounds fails the call with
 * `invalid_argument`.
 */
export interface CallOptions {
  /**
   * Milliseconds until the call must have settled: above 0 and below 2^31, or Infinity, rounded up.
   * Default: the route's, else the operation's, else 10,000. Cut to 30,000, or to the operation's
   * where that is more, and to the time of the surrounding call.
   */
  readonly timeoutMs?: number;
  /** Cancels the call. The handler sees it as `context.signal`, wherever it runs. Default: none. */
  readonly signal?: AbortSignal;
  /**
   * Sent along, and on to the calls that the handler makes in turn; merged over the metadata of the
   * surrounding call. At most 64 values and 8,192 bytes as JSON, names included; more is
   * `resource_exhausted`. Default: none.
   */
  readonly metadata?: MetadataInput;
  /**
   * The caller on whose behalf the call is made: at most 4,096 bytes as JSON. Default: that of the
   * surrounding call.
   */
  readonly principal?: Principal;
  /**
   * The customer whose data the call is about: 1 to 255 characters. Default: that of the
   * surrounding call.
   */
  readonly tenant?: string;
  /** A BCP 47 language tag, 1 to 255 characters. Default: that of the surrounding call. */
  readonly locale?: string;
  /**
   * Names this attempt at a change, so that a repetition can be recognised. 1 to 255 visible ASCII
   * characters. Default: none.
   */
  readonly idempotencyKey?: string;
}

const optionNames = ["timeoutMs", "signal", "metadata", "principal", "tenant", "locale", "idempotencyKey"] as const;
const knownNames: ReadonlySet<string> = new Set(optionNames);

/**
 * Reads the options that a caller passed, each once. Only the shape of the object, its keys and its
 * signal are checked here.
 * @throws {ServiceError} `invalid_argument` for a value that is no such object, an unknown key, or a
 * signal that is no AbortSignal.
 */
export function readCallOptions(given: unknown): CallOptions {
  try {
    if (!isRecord(given)) throw unfit("options", `an object with ${optionNames.join(", ")}`, given);
    for (const key in given) if (!knownNames.has(key)) throw unknownOption(key);
    const { timeoutMs, signal, metadata, principal, tenant, locale, idempotencyKey }: CallOptions = given;
    if (signal !== undefined) assertSignal(signal);
    return { timeoutMs, signal, metadata, principal, tenant, locale, idempotencyKey } as CallOptions;
  } catch (cause) {
    if (ServiceError.is(cause)) throw cause;
    throw new ServiceError("invalid_argument", "options: expected options that can be read", { cause });
  }
}

function unknownOption(key: string): ServiceError {
  return new ServiceError("invalid_argument", `options.${key}: no setting; ${suggest(key, optionNames)}`);
}

/** What a call needs of a signal; of another realm or library it is as good. */
function assertSignal(signal: AbortSignal): void {
  const isSignal =
    typeof signal === "object" &&
    signal !== null &&
    typeof signal.aborted === "boolean" &&
    typeof signal.addEventListener === "function" &&
    typeof signal.removeEventListener === "function";
  if (isSignal) return;
  const isController = typeof (fieldsOf(signal) as Partial<AbortController>).signal === "object";
  if (isController) {
    throw new ServiceError(
      "invalid_argument",
      "signal: expected an AbortSignal, found its controller; pass controller.signal",
    );
  }
  throw unfit("signal", "an AbortSignal", signal);
}

function unfit(name: string, expected: string, given: unknown): ServiceError {
  return new ServiceError("invalid_argument", `${name}: expected ${expected}, found ${describe(given)}`);
}

/** Milliseconds a call may take unless its caller, its route or its operation sets a timeout. */
export const defaultTimeoutMs = 10_000;

/** Milliseconds a callee grants at most, unless the operation itself declares more. */
export const maxTimeoutMs = 30_000;

/** Calls that may be nested in one another; a deeper one fails with `resource_exhausted`. */
export const maxCallDepth = 64;

/**
 * The timeout to apply: the call's, else the route's, else the operation's.
 * @throws {ServiceError} `invalid_argument` unless the call's is positive and below 2^31, or
 * Infinity.
 */
export function resolveTimeout(
  given: number | undefined,
  declared: number | undefined,
  ofRoute: number | undefined,
): number {
  const cap = Math.max(maxTimeoutMs, declared ?? 0);
  if (given === undefined) return Math.min(ofRoute ?? declared ?? defaultTimeoutMs, cap);
  const valid = typeof given === "number" && given > 0 && (given < 2 ** 31 || given === Number.POSITIVE_INFINITY);
  if (!valid) {
    throw new ServiceError(
      "invalid_argument",
      `timeoutMs: expected a positive number of milliseconds below 2^31, found ${typeof given === "number" ? given : typeof given}`,
    );
  }
  return Math.min(Math.ceil(given), cap);
}

/**
 * Checks a tenant or a locale.
 * @throws {ServiceError} `invalid_argument` unless it has 1 to 255 characters without control
 * characters.
 */
export function readLabel(label: string | undefined, name: string): string | undefined {
  if (label === undefined || (typeof label === "string" && /^[^\p{C}]{1,255}$/u.test(label))) return label;
  throw new ServiceError("invalid_argument", `${name}: expected 1 to 255 characters without control characters`);
}

/**
 * Refuses an idempotency key that could not travel in a header.
 * @throws {ServiceError} `invalid_argument`.
 */
export function assertIdempotencyKey(key: string | undefined): void {
  if (key === undefined || (typeof key === "string" && /^[\x21-\x7e]{1,255}$/.test(key))) return;
  throw new ServiceError("invalid_argument", "idempotencyKey: expected 1 to 255 visible ASCII characters");
}
