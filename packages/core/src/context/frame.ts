/** The async frame of a handler: it holds the handler's context, and nothing of its caller's. */

import { AsyncLocalStorage, AsyncResource, resourcesKeepStores } from "../platform/async-frame.ts";
import type { CallContext } from "./call-context.ts";

const storage = new AsyncLocalStorage<CallContext>();

/** The async context at import: empty, so that it shows nothing of a caller's. */
const freshFrame = new AsyncResource("seamline");

/** Returns an empty async frame in which nothing is left that an earlier handler entered. */
function openFrame(): typeof freshFrame {
  if (!resourcesKeepStores) return freshFrame;
  return freshFrame.runInAsyncScope(() => new AsyncResource("seamline"));
}

/** The context of the call that is handled in this async frame; `undefined` outside handlers. */
export function currentContext(): CallContext | undefined {
  return storage.getStore();
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
