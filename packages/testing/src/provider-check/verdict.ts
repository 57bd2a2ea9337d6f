/** What the answer to a call says of its provider. */

import { ServiceError } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { toStatus } from "@seamline/core/internal";

/** One way in which a provider does not keep its contract. */
export interface ProviderFault {
  /** `restaurant.getRestaurant`. */
  readonly operation: string;
  /** The kind of request: `a valid input`, `a field left out`, `malformed JSON`… */
  readonly sent: string;
  /** The part of the input that was spoiled, as `input.lines[0].count`; left out when none was. */
  readonly path?: string;
  /** The smallest input found that shows it, as it travels; left out for raw requests. */
  readonly input?: unknown;
  /** The response, and the expectation. */
  readonly found: string;
  /** Gives the same inputs again. */
  readonly seed: number;
  /** Leads straight to this input; left out for raw requests. */
  readonly replay?: string;
}

/** The outcome of one call: what it settled with, or why it failed. */
export type Settled = { readonly value: unknown } | { readonly error: unknown };

/** What is wrong with the answer to an input that fits the contract; `undefined` when nothing is. */
export function judgeValid(operation: Operation, settled: Settled): string | undefined {
  if (!("error" in settled) || isDeclared(operation, settled.error)) return undefined;
  // It cannot travel, as a path segment `..`: no provider has seen it.
  if (isNotSent(settled.error)) return undefined;
  return `${describe(settled.error)}; expected an answer within the contract, or an error that it declares`;
}

/** What is wrong with the answer to an input that the contract refuses; `undefined` when nothing is. */
export function judgeInvalid(operation: Operation, settled: Settled): string | undefined {
  if (!("error" in settled)) return "it was accepted; expected invalid_argument or another code of the 400 class";
  const { error } = settled;
  if (isDeclared(operation, error)) return undefined;
  if (ServiceError.is(error) && isRefusal(toStatus(error.code))) return undefined;
  return `${describe(error)}; expected invalid_argument or another code of the 400 class`;
}

/** Whether an HTTP status says that the request is at fault. */
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
  // Another call has another id: without it the same fault reads the same.
  const message = callId === undefined ? error.message : error.message.replace(`; call ${callId}`, "");
  return `it failed with ${code}${reason === undefined ? "" : ` (${reason})`}: ${message}`;
}
