/** The async frame of a handler: where its context is found, and nothing of its caller's. */

import { AsyncLocalStorage, AsyncResource } from "../platform/async-frame.ts";
import type { CallContext } from "./call-context.ts";

const storage = new AsyncLocalStorage<CallContext>();

/** The async context at import: empty, so that nothing of a caller's is seen through it. */
const freshFrame = new AsyncResource("seamline");

/** The context of the call that is being handled here; `undefined` outside handlers. */
export function currentContext(): CallContext | undefined {
  return storage.getStore();
}

/**
 * Runs a handler in a fresh async frame that holds its context and nothing else: a caller's AsyncLocalStorage, an open
 * transaction in it above all, is no more visible than it would be from another process.
 * @param within runs around the handler, inside the frame.
 */
export function runInContext<Input, Result>(
  context: CallContext,
  handler: (input: Input, context: CallContext) => Result,
  input: Input,
  within?: HandlerScope,
): Result {
  if (within === undefined) return freshFrame.runInAsyncScope(enter<Input, Result>, undefined, context, handler, input);
  const surrounded = (given: Input, own: CallContext): Result => within(() => handler(given, own));
  return freshFrame.runInAsyncScope(enter<Input, Result>, undefined, context, surrounded, input);
}

/** Runs something with more around it, a tracer's active span for example, and returns what it returns. */
export type HandlerScope = <Result>(run: () => Result) => Result;

function enter<Input, Result>(
  context: CallContext,
  handler: (input: Input, context: CallContext) => Result,
  input: Input,
): Result {
  // The fresh frame ends with this function, so nothing has to be put back: `run` would make a second frame to do so.
  storage.enterWith(context);
  return handler(input, context);
}
