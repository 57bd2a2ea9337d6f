/** The verdict on a provider's response to one call. */

import { ServiceError } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { toStatus } from "@seamline/core/internal";

/** One violation of the contract by its provider. */
export interface ProviderFault {
  /** `restaurant.getRestaurant`. */
  readonly operation: string;
  /** The kind of request: `a valid input`, `a field left out`, `malformed JSON`… */
  readonly sent: string;
  /** The spoiled part of the input, such as `input.lines[0].count`; absent if none was spoiled. */
  readonly path?: string;
  /** The smallest input found that shows the fault, on the wire; absent for raw requests. */
  readonly input?: unknown;
  /** The response and the expectation. */
  readonly found: string;
  /** The seed that gives the same inputs again. */
  readonly seed: number;
  /** The option `replay` that sends only this input; absent for raw requests. */
  readonly replay?: string;
}

/** The outcome of one call: its output or its error. */
export type Settled = { readonly value: unknown } | { readonly error: unknown };

/** Describes what is wrong with the outcome of a valid input; `undefined` if it is right. */
export function judgeValid(operation: Operation, settled: Settled): string | undefined {
  if (!("error" in settled) || isDeclared(operation, settled.error)) return undefined;
  // It cannot be sent, like a path segment `..`: no provider has received it.
  if (isNotSent(settled.error)) return undefined;
  return `${describe(settled.error)}; expected an output within the contract, or a declared error`;
}

/** Describes what is wrong with the outcome of an invalid input; `undefined` if it is right. */
export function judgeInvalid(operation: Operation, settled: Settled): string | undefined {
  if (!("error" in settled)) return "it was accepted; expected invalid_argument or another code of the 400 class";
  const { error } = settled;
  if (isDeclared(operation, error)) return undefined;
  if (ServiceError.is(error) && isRefusal(toStatus(error.code))) return undefined;
  return `${describe(error)}; expected invalid_argument or another code of the 400 class`;
}

/** Returns `true` for a status of the 400 class, which blames the request. */
export function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}

function isDeclared(operation: Operation, error: unknown): boolean {
  if (!ServiceError.is(error) || error.reason === undefined) return false;
  return operation.errors.get(error.reason)?.code === error.code;
}

function isNotSent(error: unknown): boolean {
  return ServiceError.is(error) && error.code === "invalid_argument" && error.sent === "not_sent";
}

function describe(error: unknown): string {
  if (!ServiceError.is(error)) return `it failed with ${String(error)}`;
  const { code, reason, callId } = error;
  // Without the id of the call, equal faults have equal texts.
  const message = callId === undefined ? error.message : error.message.replace(`; call ${callId}`, "");
  return `it failed with ${code}${reason === undefined ? "" : ` (${reason})`}: ${message}`;
}
