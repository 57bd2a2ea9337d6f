/** One try of a step: its time, its key, and what its failure means. */

import { ServiceError } from "@seamline/core";
import { startTimer, stopTimer } from "@seamline/core/internal";
import { isDeclared, type StepRetry } from "./resolved-step.ts";
import type { StepContext } from "./step.ts";

/** The most characters of an error that a saga keeps. */
const longestError = 2_000;

/** Runs one try outside of the database. What does not settle in time fails, with an unknown outcome. */
export async function tryOutside<Value>(
  subject: string,
  timeoutMs: number,
  context: Omit<StepContext, "signal">,
  work: (step: StepContext) => Promise<Value> | Value,
): Promise<Value> {
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = startTimer(() => {
    const late = new ServiceError("deadline_exceeded", `${subject} took more than its ${timeoutMs} ms`, {
      sent: "maybe_sent",
    });
    controller.abort(late);
    reject(late);
  }, timeoutMs);
  const run = async (): Promise<Value> => work({ ...context, signal: controller.signal });
  try {
    return await Promise.race([run(), promise]);
  } finally {
    stopTimer(timer);
  }
}

/** The keys of a step: for its tries, and for those of its compensation. */
export function keysOf(sagaId: string, step: string): { readonly run: string; readonly undo: string } {
  return { run: `${sagaId}.${step}`, undo: `${sagaId}.${step}.undo` };
}

/**
 * Recognises failures after which the step cannot have taken effect: the callee responded with a
 * declared error, or the call was not sent. An error that was made outside of a call proves nothing.
 */
export function hadNoEffect(reason: unknown): boolean {
  if (isDeclared(reason)) return true;
  return ServiceError.is(reason) && reason.sent === "not_sent" && reason.operation !== undefined;
}

/** Milliseconds until the next try: doubled with each, half of them at random, never before the callee asks. */
export function delayAfter(tries: number, retry: StepRetry, reason: unknown): number {
  const { firstDelayMs, longestDelayMs } = retry;
  const delay = Math.min(firstDelayMs * 2 ** Math.min(tries - 1, 40), longestDelayMs);
  const asked = ServiceError.is(reason) ? (reason.retryAfterMs ?? 0) : 0;
  return Math.max(delay * (0.5 + Math.random() / 2), asked);
}

/** Recognises failures that no further try can change. */
export function isPermanent(reason: unknown, { permanent }: StepRetry): boolean {
  return reason instanceof Unkeepable || (ServiceError.is(reason) && !isDeclared(reason) && permanent.has(reason.code));
}

/** Thrown for a result that a saga cannot keep. */
export class Unkeepable extends Error {}

/** The error as text for people, cut. */
export function printError(reason: unknown): string {
  return describe(reason).slice(0, longestError);
}

function describe(reason: unknown): string {
  try {
    if (ServiceError.is(reason)) {
      const what = isDeclared(reason) ? `${reason.service}.${reason.reason}` : reason.code;
      return `${what}: ${reason.message}`;
    }
    return String(reason);
  } catch {
    return "a value that cannot be printed";
  }
}
