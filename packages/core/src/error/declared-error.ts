/** Base class of the error classes that are generated from a contract's declared errors. */

import type { Code } from "./code.ts";
import { ServiceError, type ServiceErrorOptions } from "./service-error.ts";

/** Options beside the details of a declared error that a handler throws. */
export interface DeclaredErrorOptions extends Omit<ServiceErrorOptions, "reason" | "details"> {
  /**
   * Text for people that crosses to the caller, cut at 4,096 UTF-16 code units. Default: the
   * contract's.
   */
  readonly message?: string | undefined;
}

/** The definition of one declared error, in its generated class. */
export interface DeclaredErrorIdentity {
  /** The name of the contract that declares it. */
  readonly service: string;
  /** Its name in the contract. */
  readonly reason: string;
  /** The kind of failure. */
  readonly code: Code;
  /** The message of an error whose handler sets none. */
  readonly message: string;
}

/** A generated error class, by which clients rebuild what the callee threw. */
export interface DeclaredErrorClass {
  new (details: never, options?: DeclaredErrorOptions): DeclaredError<unknown>;
  /** The service and the reason by which errors of this class are recognised. */
  readonly identity: DeclaredErrorIdentity;
}

/**
 * An error that a contract declares. `instanceof` compares the service and the reason, so an error
 * made by another copy of the client package, or by an older build of it, is still recognised.
 */
export abstract class DeclaredError<Details> extends ServiceError {
  /** Set by each generated class. */
  declare static readonly identity: DeclaredErrorIdentity;
  /** The details, as the contract's schema has them in code; `undefined` for an error without. */
  declare readonly details: Details;
  /** The error's name in the contract. */
  declare readonly reason: string;
  /** The service whose contract declares this error. */
  readonly service: string;

  /** For the constructors of generated classes. */
  constructor(identity: DeclaredErrorIdentity, details: Details, options: DeclaredErrorOptions = {}) {
    super(identity.code, options.message ?? identity.message, { ...options, reason: identity.reason, details });
    this.service = identity.service;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    const identity: DeclaredErrorIdentity | undefined = this.identity;
    if (identity === undefined) return ServiceError.is(value) && "service" in value;
    return isDeclared(value, identity.service, identity.reason);
  }
}

/** A declared error for which there is no generated class. */
export function createDeclaredError(
  identity: DeclaredErrorIdentity,
  details: unknown,
  options: DeclaredErrorOptions,
): DeclaredError<unknown> {
  return new UnnamedError(identity, details, options);
}

class UnnamedError extends DeclaredError<unknown> {}

/**
 * Recognises the error that `service` declares as `reason`, whichever copy of the class made it.
 */
export function isDeclared(value: unknown, service: string, reason: string): value is DeclaredError<unknown> {
  return ServiceError.is(value) && value.reason === reason && "service" in value && value.service === service;
}
