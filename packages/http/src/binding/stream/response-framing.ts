/** Framings of streams in HTTP responses, and their headers. */

import { statusOf } from "@seamline/core/internal";
import { encodeProblem, type Framing, lines, rawBytes } from "@seamline/core/wire";

/** The content type of a stream of items for clients that accept it. */
export const eventsType = "text/event-stream";

/** Server-sent events. JSON has line breaks only as escapes, so no item can end its event. */
export const events: Framing = {
  type: eventsType,
  printItem: (item) => `data: ${JSON.stringify(item)}\n\n`,
  end: "event: end\ndata: {}\n\n",
  printError: (error, operation, callId) =>
    `event: error\ndata: ${encodeProblem(error, statusOf(operation, error), callId)}\n\n`,
};

/**
 * Returns the framing of a response.
 * @param accept the `accept` header of the request.
 */
export function chooseFraming(kind: "items" | "bytes", accept: string | undefined): Framing {
  if (kind === "bytes") return rawBytes;
  return accept !== undefined && /(?:^|,)\s*text\/event-stream\s*(?:;|,|$)/i.test(accept) ? events : lines;
}

/**
 * Returns the headers of a stream response besides its call id. Proxies must neither hold it back
 * until it ends nor change its bytes: compression, for one, waits for more of them.
 * @see https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
 */
export function toStreamHeaders({ type }: Framing): Record<string, string> {
  return { "content-type": type, "cache-control": "no-store, no-transform", "x-accel-buffering": "no" };
}
