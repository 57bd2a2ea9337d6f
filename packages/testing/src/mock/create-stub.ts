/** The stub of one operation: what was said to it, in order, and what it has received. */

import type { Operation } from "@seamline/core/extend";
import { type DeclaredInput, failureOf, refusalOf } from "./failure.ts";
import type { Outcome, Reaction } from "./reaction.ts";
import type { MockCall, Stub } from "./stub.ts";
import { handlerOf } from "./stub-handler.ts";

/** A stub, and its mock's side of it. */
export interface StubEnd {
  readonly stub: Stub;
  /** What to do with the next call; `undefined` when nothing was said. */
  take(): Reaction | undefined;
  /** Adds a call to the log. */
  record(call: MockCall): void;
}

/** What holds for the next thing that is said. */
interface Plan {
  readonly times: number;
  readonly delayMs: number;
}

const always: Plan = { times: Number.POSITIVE_INFINITY, delayMs: 0 };

/** Makes the stub of an operation: the test's side, and the mock's. */
export function createStub(operation: Operation): StubEnd {
  let queue: Reaction[] = [];
  let standing: Reaction | undefined;
  let calls: MockCall[] = [];
  const say = ({ times, delayMs }: Plan, outcome: Outcome): Stub => {
    const reaction: Reaction = { delayMs, outcome };
    if (times === Number.POSITIVE_INFINITY) standing = reaction;
    else for (let count = 0; count < times; count += 1) queue.push(reaction);
    return stub;
  };
  const plan = (current: Plan): Stub => ({
    respond: (answer) => say(current, { kind: "handle", handle: handlerOf(operation, answer) }),
    fail: (error) => say(current, { kind: "handle", handle: failureOf(operation, error as DeclaredInput) }),
    refuse: (code, options) => say(current, { kind: "refuse", error: refusalOf(operation, code, options) }),
    crash: (reason = new Error(`the stub of ${operation.id} crashed`)) => say(current, { kind: "crash", reason }),
    unreachable: () =>
      say(current, {
        kind: "lose",
        code: "unavailable",
        sent: "not_sent",
        text: "found nobody at the callee's address",
      }),
    cut: () =>
      say(current, {
        kind: "lose",
        code: "unavailable",
        sent: "maybe_sent",
        text: "lost its connection before the response came",
      }),
    cutAfter: (answer) => {
      if (operation.streaming === undefined || operation.streaming.output === "none") {
        throw new TypeError(
          `${operation.id}: expected an operation that answers with a stream; a value is lost by cut()`,
        );
      }
      return say(current, { kind: "cut", handle: handlerOf(operation, answer) });
    },
    hang: () => say({ ...current, delayMs: Number.POSITIVE_INFINITY }, { kind: "hang" }),
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
          `${operation.id}: delay: expected 0 to 2^31 milliseconds, found ${ms}; hang() never answers`,
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
