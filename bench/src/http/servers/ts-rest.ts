/**
 * ts-rest's handler of `Request` objects behind node:http. It copies the `Request` that it
 * receives, so it cannot use the light imitation of Hono's adapter.
 */

import type { IncomingMessage } from "node:http";
import { createTsRestHandler } from "../../peers/ts-rest.ts";
import type { Handlers } from "../../subject/subject.ts";
import { listenWith, type OpenServer } from "./listening.ts";

/** Opens the server. */
export function tsRest(handlers: Handlers): Promise<OpenServer> {
  const handle = createTsRestHandler(handlers);
  return listenWith((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const respond = async (): Promise<void> => {
        const response = await handle(toRequest(incoming, Buffer.concat(chunks).toString()));
        const text = await response.text();
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        outgoing.end(text);
      };
      respond().catch(() => outgoing.destroy());
    });
  });
}

function toRequest({ url, method, headers }: IncomingMessage, body: string): Request {
  const init = { headers: { "content-type": headers["content-type"] ?? "" }, body };
  return new Request(`http://${headers.host}${url}`, { method: method ?? "POST", ...init });
}
