/**
 * A request into an application of this process, in the form of undici's dispatch. The application
 * runs as behind a socket: in an async context of its own, and with the requests, responses and
 * events of node or fetch.
 */

import { openFrame } from "@seamline/core/internal";
import { type App, type Callable, callableOf } from "./app.ts";
import type { DispatchHandler, DispatchOptions } from "./dispatch-types.ts";
import { callFetch } from "./fetch/fetch-exchange.ts";
import { NodeExchange } from "./node/node-exchange.ts";
import { prepareBody } from "./request-body.ts";
import { readHead } from "./request-head.ts";
import { ResponseFlow, toError } from "./response-flow.ts";
import { startInTurn } from "./turns.ts";

/**
 * Calls an application. All errors reach the handler: those of a request that no client would send,
 * those of an application that is none or does not get ready, and responses that break off.
 * @returns `true`: more requests may follow at once, as undici's dispatchers report.
 */
export function dispatchInto(app: App, options: DispatchOptions, handler: DispatchHandler): boolean {
  const flow = new ResponseFlow(handler);
  try {
    const head = readHead(options);
    const callable = callableOf(app);
    flow.begin();
    if (flow.ended) return true;
    const body = prepareBody(options.body, head);
    const call = (ready: Callable): void => {
      if (flow.ended) return;
      const frame = openFrame();
      try {
        if (ready.kind === "node") new NodeExchange(head, body, flow, frame).run(ready.listener);
        else callFetch(ready.handler, head, body, flow, frame);
      } catch (error) {
        flow.fail(toError(error));
      }
    };
    if (callable instanceof Promise) callable.then(call, (error: unknown) => flow.fail(toError(error)));
    else startInTurn(() => call(callable));
  } catch (error) {
    flow.fail(toError(error));
  }
  return true;
}
