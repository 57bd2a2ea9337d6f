/** What servers of this process receive, as Node itself tells of it. */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** Requests in the order of their arrival, as `POST /shop/orders`, until disposed of. */
export interface SeenRequests extends Disposable {
  readonly lines: readonly string[];
}

const channel = "http.server.request.start";

/** Begins to watch. */
export function watchRequests(): SeenRequests {
  const lines: string[] = [];
  const onRequest = (message: unknown): void => {
    const { method, url } = (message as { request: IncomingMessage }).request;
    lines.push(`${method} ${url}`);
  };
  subscribe(channel, onRequest);
  return { lines, [Symbol.dispose]: () => unsubscribe(channel, onRequest) };
}
