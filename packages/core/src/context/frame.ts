/** The async frame of a handler: it holds the handler's context, and nothing of its caller's. */

import { AsyncLocalStorage, AsyncResource, resourcesKeepStores, runsInCallback } from "../platform/async-frame.ts";
import { registerCopy } from "../platform/copies.ts";
import { assertSettings, callback } from "../platform/setting.ts";
import type { CallContext } from "./call-context.ts";

registerCopy(); // each copy of this module has a storage of its own
const storage = new AsyncLocalStorage<CallContext>();

/** The async context at import: empty, so that it shows nothing of a caller's. */
const freshFrame: InstanceType<typeof AsyncResource> = new AsyncResource("seamline");

/** Returns an empty async frame in which nothing is left that an earlier handler entered. */
export function openFrame(): typeof freshFrame {
  if (!resourcesKeepStores) return freshFrame;
  return freshFrame.runInAsyncScope(() => new AsyncResource("seamline"));
}

/**
 * The context of the call that is handled in this async frame; `undefined` outside handlers, and in
 * code that a handler left behind, once its call has ended.
 */
export function currentContext(): CallContext | undefined {
  const context = storage.getStore();
  return context === undefined || (context.ended && context.runs === 0) ? undefined : context;
}

/** The call in whose async frame this code runs, whether it has ended or not. */
export function callOfFrame(): CallContext | undefined {
  return storage.getStore();
}

/**
 * `true` if the call in whose async frame this code runs has ended for it: the code was left behind
 * by the handler, or a queue or timer that the handler armed runs it. A canceled call has ended for
 * such callbacks at once; its handler, as long as it goes on, is canceled in what it calls.
 */
export function hasLeft(context: CallContext): boolean {
  return context.ended && (context.runs === 0 || (context.cancellation !== undefined && runsInCallback()));
}

/** The ended call in whose frame another was made. */
export interface EndedCall {
  readonly context: CallContext;
  /** The later call's own options state on whose behalf it is made. */
  readonly stated: boolean;
}

const endedCalls = new WeakMap<CallContext, EndedCall>();

/** Remembers the ended call in whose frame a call was made. */
export function followEndedCall(call: CallContext, ended: EndedCall): void {
  endedCalls.set(call, ended);
}

/** The ended call in whose frame a call was made; `undefined` for nearly all calls. */
export function endedCallOf(call: CallContext): EndedCall | undefined {
  return endedCalls.get(call);
}

/**
 * Runs a function outside of the call that is handled here. The calls that it makes, now or later,
 * are calls from outside: they have their own deadline, are not canceled with the call, and carry
 * only the principal, tenant, locale and metadata that their options have. Its async frame is fresh:
 * no AsyncLocalStorage of the handler reaches it. For work that goes on after the response, and for
 * queues, timers and pools of a module, where they are made.
 *
 * @throws {TypeError} for anything but a function.
 * @example
 * ```ts
 * const { principal } = context; // the handler's second argument
 * runDetached(() => mailer.send(receipt, { principal }).catch(report)); // not awaited, on purpose
 * return order;
 * ```
 */
export function runDetached<Result>(run: () => Result): Result {
  if (typeof run !== "function") assertSettings("runDetached", callback, run);
  return openFrame().runInAsyncScope(run);
}

/**
 * Runs a handler in a fresh async frame that holds only its context: a caller's AsyncLocalStorage,
 * above all an open transaction in it, is as invisible as from another process.
 * @param within runs around the handler, inside the frame.
 */
export function runInContext<Input, Result>(
  context: CallContext,
  handler: (input: Input, context: CallContext) => Result,
  input: Input,
  within?: HandlerScope,
): Result {
  const frame = openFrame();
  if (within === undefined) return frame.runInAsyncScope(enter<Input, Result>, undefined, context, handler, input);
  const surrounded = (given: Input, own: CallContext): Result => within(() => handler(given, own));
  return frame.runInAsyncScope(enter<Input, Result>, undefined, context, surrounded, input);
}

/**
 * Runs a function with more around it, for example a tracer's active span, and returns its result.
 */
export type HandlerScope = <Result>(run: () => Result) => Result;

function enter<Input, Result>(
  context: CallContext,
  handler: (input: Input, context: CallContext) => Result,
  input: Input,
): Result {
  // The frame ends with this function, so nothing has to be restored; `run` would make a
  // second frame to do so.
  storage.enterWith(context);
  return handler(input, context);
}
