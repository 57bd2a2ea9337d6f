/**
 * The state of guards for one run of a handler: it ends with the run, so nothing has to be cleaned
 * up.
 */

import type { CallRequest, Interceptor } from "../call/call-request.ts";
import type { CallContext } from "../context/call-context.ts";
import { hasLeft } from "../context/frame.ts";
import { AsyncLocalStorage } from "../platform/async-frame.ts";
import { Tally } from "./tally.ts";

/** One run of a handler. A call that runs twice, as in strict mode, has two. */
export interface Handling {
  readonly context: CallContext;
  /** The calls that it makes, by operation. */
  readonly calls: Tally;
}

const storage = new AsyncLocalStorage<Handling>();

/**
 * The run of a handler that this async frame belongs to; `undefined` outside handlers, and in code
 * that has outlived the call.
 */
export function currentHandling(): Handling | undefined {
  const handling = storage.getStore();
  return handling === undefined || hasLeft(handling.context) ? undefined : handling;
}

/** A server interceptor that sets the run for {@link currentHandling}. */
export const rememberHandling: Interceptor = (request, next) => {
  const handling: Handling = { context: request.context, calls: new Tally() };
  const { within } = request;
  const remembered: CallRequest["within"] = (run) =>
    storage.run(handling, () => (within === undefined ? run() : within(run)));
  return next({ ...request, within: remembered });
};
