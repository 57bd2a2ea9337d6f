/** Requests that servers of this process receive, from Node's diagnostics channels. */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** Requests in the order of their arrival, as `POST /shop/orders`, recorded until disposal. */
export interface SeenRequests extends Disposable {
  readonly lines: readonly string[];
}

const channel = "http.server.request.start";

/** Starts recording. */
export function watchRequests(): SeenRequests {
  const lines: string[] = [];
  const onRequest = (message: unknown): void => {
    const { method, url } = (message as { request: IncomingMessage }).request;
    lines.push(`${method} ${url}`);
  };
  subscribe(channel, onRequest);
  return { lines, [Symbol.dispose]: () => unsubscribe(channel, onRequest) };
}
