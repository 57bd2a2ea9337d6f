/** A minimal server: node:http, JSON in and out, no validation. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Handlers } from "../../subject/subject.ts";
import { listenWith, type OpenServer } from "./listening.ts";

/** Opens the server. */
export function byHand(handlers: Handlers): Promise<OpenServer> {
  return listenWith((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString();
      respond(handlers, request, text).then(
        (value) => send(response, 200, value),
        () => send(response, 500, {}),
      );
    });
  });
}

async function respond(handlers: Handlers, request: IncomingMessage, text: string): Promise<unknown> {
  if (request.url === "/quotes") return handlers.quote(JSON.parse(text));
  if (request.url === "/quotes/search") return handlers.search(JSON.parse(text));
  throw new Error("no such route");
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
