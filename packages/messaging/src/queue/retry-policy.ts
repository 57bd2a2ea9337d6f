/**
 * What follows a failed try of a message: another try, the dead letters, or a blocked key.
 *
 * A fault that no later try can change is final: the payload or the envelope breaks its contract, or an
 * error reports that it is not to be retried. A fault of what lies under the handler, such as a database
 * that is down, says nothing about the message: it is tried again until that is over, and those tries are
 * not counted. Any other is tried again with growing pauses, a limited number of times.
 */

import { ServiceError } from "@seamline/core";
import { printReason, SchemaMismatch } from "@seamline/core/internal";
import { EnvelopeError } from "../event/envelope.ts";
import type { Attempt, Outcome } from "./worker-options.ts";

/** The tries of a message and the pauses between them. */
export interface RetryPolicy {
  /**
   * Counted tries, the first included; crashes count. Default 12: the last is 44 minutes after the
   * first in the mean, and 88 at most.
   */
  readonly maxAttempts?: number;
  /** Tries that may end their process before a message counts as poison. Default 3. */
  readonly maxCrashes?: number;
  /**
   * The longest pause before the second try, in milliseconds, tripled for each further one; the pause is
   * random between 0 and that. Default 500.
   * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ for full jitter.
   */
  readonly firstPauseMs?: number;
  /** The bound of the tripling, in milliseconds. Default 1,200,000. */
  readonly longestPauseMs?: number;
  /** The pause after a fault that does not count, in milliseconds, between half and one and a half of it. Default 5,000. */
  readonly uncountedPauseMs?: number;
  /** The end of a message that is given up. Default `dead-letter`. */
  readonly afterFailure?: "dead-letter" | "block-key";
}

/** A kind of fault: `final`, `environment` (not the message's), or `counted`. */
export type FaultClass = "final" | "environment" | "counted";

const defaults = {
  maxAttempts: 12,
  maxCrashes: 3,
  firstPauseMs: 500,
  longestPauseMs: 1_200_000,
  uncountedPauseMs: 5_000,
} as const;

/** The outcome of a try that failed with `reason`. */
export function outcomeOf(reason: unknown, attempt: Attempt, policy: RetryPolicy = {}): Outcome {
  const { maxAttempts, firstPauseMs, longestPauseMs, uncountedPauseMs } = { ...defaults, ...policy };
  const error = printReason(reason);
  const fault = classifyFault(reason);
  if (fault === "final" || (fault === "counted" && attempt.number >= maxAttempts)) return giveUp(error, policy);
  const asked = retryAfterOf(reason);
  if (fault === "environment")
    return { kind: "retry", counted: false, afterMs: Math.max(asked, uncountedPauseMs * (0.5 + Math.random())), error };
  const most = Math.min(longestPauseMs, firstPauseMs * 3 ** (attempt.number - 1));
  return { kind: "retry", afterMs: Math.max(asked, Math.random() * most), error };
}

/** The outcome of a message that is not tried, since it ended its process too often; else `undefined`. */
export function outcomeOfPoison({ crashes }: Attempt, policy: RetryPolicy = {}): Outcome | undefined {
  const { maxCrashes } = { ...defaults, ...policy };
  return crashes < maxCrashes ? undefined : giveUp(`${crashes} tries of it ended their process`, policy);
}

/** The kind of a fault, by the reason and what caused it. */
export function classifyFault(reason: unknown): FaultClass {
  const chain = [...causesOf(reason)];
  if (chain.some(isOfEnvironment)) return "environment";
  return isFinal(reason) ? "final" : "counted";
}

function giveUp(error: string, { afterFailure }: RetryPolicy): Outcome {
  return { kind: afterFailure === "block-key" ? "blocked" : "dead", error };
}

/** Codes of failures that stay with the message, unless the callee says that a retry may help. */
const finalCodes: ReadonlySet<unknown> = new Set(["invalid_argument", "out_of_range", "already_exists"]);
const environmentCodes: ReadonlySet<unknown> = new Set(["unavailable", "resource_exhausted"]);

function isFinal(reason: unknown): boolean {
  if (reason instanceof EnvelopeError || reason instanceof SchemaMismatch) return true;
  if (ServiceError.is(reason)) return !reason.retryable && (isDeclared(reason) || finalCodes.has(reason.code));
  return (reason as { readonly final?: unknown } | undefined)?.final === true;
}

/** An error of a contract has the name of its service. */
function isDeclared(error: ServiceError): boolean {
  return "service" in error;
}

const environmentErrors: ReadonlySet<unknown> = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "ETIMEDOUT", "EPIPE", "EHOSTUNREACH", "ENETUNREACH"],
  ...["ENOTFOUND", "EAI_AGAIN", "EMFILE", "ENFILE", "ENOSPC"],
  ...["PROTOCOL_CONNECTION_LOST", "ER_CON_COUNT_ERROR", "ER_SERVER_SHUTDOWN", "ER_OPTION_PREVENTS_STATEMENT"],
  ...["ER_LOCK_DEADLOCK", "ER_LOCK_WAIT_TIMEOUT", "ER_DISK_FULL", "ER_TOO_MANY_USER_CONNECTIONS"],
]);

/**
 * SQLSTATE: lost connections (08), no resources (53), a server that stops or fails over (57P, 25006), and
 * conflicts of transactions (40001, 40P01, 55P03).
 */
const environmentStates: RegExp = /^(?:08...|53...|57P..|25006|40001|40P01|55P03)$/;

/** SQLite: busy, locked, out of memory, input or output, full, cannot be opened. */
const environmentResults: ReadonlySet<unknown> = new Set([5, 6, 7, 10, 13, 14]);

/** Faults of `pg` and its pool that have no code. */
const environmentMessages: RegExp =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

function isOfEnvironment(reason: unknown): boolean {
  if (ServiceError.is(reason)) return !isDeclared(reason) && environmentCodes.has(reason.code);
  const { code, sqlState, errcode, message } = reason as Readonly<Record<string, unknown>>;
  if (environmentErrors.has(code)) return true;
  if ([code, sqlState].some((state) => typeof state === "string" && environmentStates.test(state))) return true;
  if (code === "ERR_SQLITE_ERROR" && typeof errcode === "number" && environmentResults.has(errcode & 0xff)) return true;
  return typeof message === "string" && environmentMessages.test(message);
}

const mostCauses = 8;

/** A reason and what caused it. */
function* causesOf(reason: unknown): Generator<object> {
  let one = reason;
  for (let depth = 0; depth < mostCauses && typeof one === "object" && one !== null; depth += 1) {
    yield one;
    one = (one as { readonly cause?: unknown }).cause;
  }
}

function retryAfterOf(reason: unknown): number {
  return ServiceError.is(reason) ? (reason.retryAfterMs ?? 0) : 0;
}
