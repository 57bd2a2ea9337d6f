/**
 * The stub of one operation: its reactions in the order in which they were set, and its received
 * calls.
 */

import type { Operation } from "@seamline/core/extend";
import { type FailureSource, failureOf, refusalOf } from "./failure.ts";
import type { Outcome, Reaction } from "./reaction.ts";
import type { MockCall, Stub } from "./stub.ts";
import { handlerOf } from "./stub-handler.ts";

/** A stub, and the functions by which its mock uses it. */
export interface StubEnd {
  readonly stub: Stub;
  /** The reaction to the next call; `undefined` if none is set. */
  take(): Reaction | undefined;
  /** Adds a received call. */
  record(call: MockCall): void;
}

/** The number of calls and the delay of the next reaction. */
interface Plan {
  readonly times: number;
  readonly delayMs: number;
}

const always: Plan = { times: Number.POSITIVE_INFINITY, delayMs: 0 };

/** Creates the stub of an operation. */
export function createStub(operation: Operation): StubEnd {
  let queue: Reaction[] = [];
  let standing: Reaction | undefined;
  let calls: MockCall[] = [];
  const set = ({ times, delayMs }: Plan, outcome: Outcome): Stub => {
    const reaction: Reaction = { delayMs, outcome };
    if (times === Number.POSITIVE_INFINITY) standing = reaction;
    else for (let count = 0; count < times; count += 1) queue.push(reaction);
    return stub;
  };
  const plan = (current: Plan): Stub => ({
    respond: (response) => set(current, { kind: "handle", handle: handlerOf(operation, response) }),
    fail: (error) => set(current, { kind: "handle", handle: failureOf(operation, error as FailureSource) }),
    refuse: (code, options) => set(current, { kind: "refuse", error: refusalOf(operation, code, options) }),
    crash: (reason = new Error(`the stub of ${operation.id} crashed`)) => set(current, { kind: "crash", reason }),
    unreachable: () =>
      set(current, {
        kind: "lose",
        code: "unavailable",
        sent: "not_sent",
        text: "found nothing at the callee's address",
      }),
    cut: () =>
      set(current, {
        kind: "lose",
        code: "unavailable",
        sent: "maybe_sent",
        text: "lost its connection before the response came",
      }),
    cutAfter: (response) => {
      if (operation.streaming === undefined || operation.streaming.output === "none") {
        throw new TypeError(
          `${operation.id}: cutAfter: expected an operation whose output is a stream; cut() is for the others`,
        );
      }
      return set(current, { kind: "cut", handle: handlerOf(operation, response) });
    },
    hang: () => set({ ...current, delayMs: Number.POSITIVE_INFINITY }, { kind: "hang" }),
    get once() {
      return plan({ ...current, times: 1 });
    },
    times(count) {
      if (!Number.isInteger(count) || count < 1) {
        throw new TypeError(`${operation.id}: times: expected a whole number of at least 1, found ${count}`);
      }
      return plan({ ...current, times: count });
    },
    delay(ms) {
      if (!(ms >= 0 && ms < 2 ** 31)) {
        throw new TypeError(
          `${operation.id}: delay: expected 0 to 2^31 milliseconds, found ${ms}; hang() is for calls that never end`,
        );
      }
      return plan({ ...current, delayMs: ms });
    },
    get calls() {
      return calls;
    },
    reset() {
      queue = [];
      standing = undefined;
      calls = [];
    },
  });
  const stub = plan(always);
  return {
    stub,
    take: () => queue.shift() ?? standing,
    record: (call) => void calls.push(call),
  };
}
