/** A server on a bare socket whose responses no HTTP server would send. */

import type { Socket } from "node:net";
import { createClient } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { callIdOf, openRawServer } from "@seamline/test-support";
import { ShopClient, type ShopOperation } from "./shop.ts";

/** Responds to one request, given its text. */
export type Responder = (request: string, socket: Socket) => void;

/** The body that `keep` responds with if nothing is wrong. */
export const goodBody = '{"text":"good"}';

/** The parts of a response that differ from a good one. */
export interface ResponseParts {
  readonly status?: string;
  readonly type?: string | false;
  readonly echo?: string | false;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  readonly length?: number | false;
  /** Closes the connection after the response. Default `false`. */
  readonly end?: boolean;
}

/** Responds with 200 and a good body, except for the given parts. */
export function respondWith({ type = "application/json", body = goodBody, ...parts }: ResponseParts): Responder {
  return (request, socket) => {
    const lines = [`HTTP/1.1 ${parts.status ?? "200 OK"}`, ...(parts.headers ?? [])];
    if (type !== false) lines.push(`content-type: ${type}`);
    if (parts.echo !== false) lines.push(`seamline-call-id: ${parts.echo ?? callIdOf(request)}`);
    if (parts.length !== false) lines.push(`content-length: ${parts.length ?? Buffer.byteLength(body)}`);
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    socket.write(body);
    if (parts.end ?? false) socket.end();
  };
}

/** Responds with a problem in the form of our listeners, except for the given members. */
export function problem(members: object, parts: ResponseParts = {}): Responder {
  const body = JSON.stringify({ detail: "no", ...members });
  return respondWith({ status: "412 Precondition Failed", type: "application/problem+json", body, ...parts });
}

/** Makes one call to a server that responds so. */
export async function callServer(
  respond: Responder,
  operation: ShopOperation = "keep",
  timeoutMs = 2000,
  onConnection?: (socket: Socket) => void,
): Promise<unknown> {
  await using server = await openRawServer(respond, onConnection);
  const transport = createHttpTransport(server.url);
  try {
    return await createClient(ShopClient, transport).run(operation, { text: "good" }, { timeoutMs });
  } finally {
    await transport.close?.();
  }
}
