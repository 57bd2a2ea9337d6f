/** A server on a bare socket that answers our transport as no HTTP server would. */

import type { Socket } from "node:net";
import { createClient } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { callIdOf, openRawServer } from "@seamline/test-support";
import { ShopClient, type ShopOperation } from "./shop.ts";

/** Answers one request, given its text. */
export type Answer = (request: string, socket: Socket) => void;

/** The body that `keep` is answered with when nothing is wrong. */
export const goodBody = '{"text":"good"}';

/** What is unusual about an answer. */
export interface AnswerParts {
  readonly status?: string;
  readonly type?: string | false;
  readonly echo?: string | false;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  readonly length?: number | false;
  /** Whether the connection is closed after it. */
  readonly end?: boolean;
}

/** An answer that is right but for what is given. */
export function answering({ type = "application/json", body = goodBody, ...parts }: AnswerParts): Answer {
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

/** A problem as our listeners write it, but for what is given. */
export function problem(members: object, parts: AnswerParts = {}): Answer {
  const body = JSON.stringify({ detail: "no", ...members });
  return answering({ status: "412 Precondition Failed", type: "application/problem+json", body, ...parts });
}

/** Makes one call that is answered so. */
export async function callAnswered(
  answer: Answer,
  operation: ShopOperation = "keep",
  timeoutMs = 2000,
  onConnection?: (socket: Socket) => void,
): Promise<unknown> {
  await using server = await openRawServer(answer, onConnection);
  const transport = createHttpTransport(server.url);
  try {
    return await createClient(ShopClient, transport).run(operation, { text: "good" }, { timeoutMs });
  } finally {
    await transport.close?.();
  }
}
