/** The one error that calls fail with, on every transport. */

import type { Code } from "./code.ts";

/**
 * The progress of a failed call: `not_sent`, the callee cannot have seen it; `maybe_sent`, it may
 * have run; `processed`, the callee responded with this error.
 */
export type SentState = "not_sent" | "maybe_sent" | "processed";

/** The optional fields of a {@link ServiceError}. */
export interface ServiceErrorOptions {
  /** The name of a declared error. Default: none. */
  readonly reason?: string | undefined;
  /**
   * The typed details of a declared error; for `invalid_argument`, the issues found as `{ path,
   * code }`. Default: none.
   */
  readonly details?: unknown;
  /** The operation that failed, as `service.operation`. Default: none. */
  readonly operation?: string | undefined;
  /** The id of the call that failed. Default: none. */
  readonly callId?: string | undefined;
  /** The progress of the call. Default `not_sent`. */
  readonly sent?: SentState | undefined;
  /** The same call may succeed later, according to the callee. Default `false`. */
  readonly retryable?: boolean | undefined;
  /** Milliseconds to wait before a retry, according to the callee. Default: none. */
  readonly retryAfterMs?: number | undefined;
  /** The failure that led to it, on this side. Never crosses to the other. Default: none. */
  readonly cause?: unknown;
}

/** Set on the prototype, so a spread or cloned error is no ServiceError any more. */
const brand = Symbol.for("seamline.ServiceError");

/**
 * A failed call: `code` is the kind of failure, `sent` decides if a retry is safe, `reason` and
 * `details` carry a declared error. Recognised by a brand and not by its class, so two copies of
 * this package in one process agree.
 */
export class ServiceError extends Error {
  /** The kind of failure: one of sixteen. */
  readonly code: Code;
  /** The name of a declared error; `undefined` for every other failure. */
  readonly reason: string | undefined;
  /**
   * The typed details of a declared error; for `invalid_argument`, the issues found as `{ path,
   * code }`; else `undefined`.
   */
  readonly details: unknown;
  /** The operation that failed, as `service.operation`; `undefined` outside calls. */
  readonly operation: string | undefined;
  /** The id of the call, the same in the callee's log; `undefined` outside calls. */
  readonly callId: string | undefined;
  /**
   * The progress of the call: with `not_sent` every operation may be called again, else an
   * idempotent one.
   */
  readonly sent: SentState;
  /** The same call may succeed later, according to the callee. Default `false`. */
  readonly retryable: boolean;
  /** Milliseconds to wait before a retry, according to the callee; `undefined` if not set. */
  readonly retryAfterMs: number | undefined;

  /** For interceptors and transports; handlers throw the declared errors of their contract. */
  constructor(code: Code, message: string, options: ServiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reason = options.reason;
    this.details = options.details;
    this.operation = options.operation;
    this.callId = options.callId;
    this.sent = options.sent ?? "not_sent";
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Recognises a ServiceError that any copy of this package made. */
  static is(value: unknown): value is ServiceError {
    try {
      return typeof value === "object" && value !== null && Reflect.get(value, brand) === true;
    } catch {
      return false; // a hostile getter or proxy
    }
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // Subclasses keep the language's own rule, unless they define one (DeclaredError does).
    return this === ServiceError ? ServiceError.is(value) : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /**
   * The only conversion of a foreign failure: a ServiceError stays itself, a timeout or abort
   * reason gets its code, anything else is `internal` with the original as `cause` and nothing of
   * it in the message.
   */
  static from(reason: unknown, options: ServiceErrorOptions = {}): ServiceError {
    if (ServiceError.is(reason)) return reason;
    const name = nameOf(reason);
    const where = options.operation ?? "the call";
    if (name === "TimeoutError") {
      return new ServiceError("deadline_exceeded", `${where} ran out of time`, { ...options, cause: reason });
    }
    if (name === "AbortError") {
      return new ServiceError("canceled", `${where} was canceled`, { ...options, cause: reason });
    }
    return new ServiceError("internal", `${where} failed for a reason that its contract does not declare`, {
      ...options,
      cause: reason,
    });
  }

  /**
   * The failure of a call that its caller canceled; `reason` is the abort reason of the caller's
   * signal, and the `cause`. The failure of another call has no bearing on how far this one got.
   */
  static canceled(reason: unknown, options: ServiceErrorOptions = {}): ServiceError {
    const late = ServiceError.is(reason) ? reason.code === "deadline_exceeded" : nameOf(reason) === "TimeoutError";
    const code = late ? "deadline_exceeded" : "canceled";
    const verb = code === "canceled" ? "was canceled by its caller" : "ran out of the time its caller's signal allows";
    return new ServiceError(code, `${options.operation ?? "the call"} ${verb}`, { ...options, cause: reason });
  }
}

Object.defineProperties(ServiceError.prototype, {
  [brand]: { value: true },
  name: { value: "ServiceError", configurable: true, writable: true },
});

function nameOf(reason: unknown): unknown {
  try {
    return typeof reason === "object" && reason !== null && "name" in reason ? reason.name : undefined;
  } catch {
    return undefined; // a hostile getter or proxy
  }
}
