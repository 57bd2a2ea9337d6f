/**
 * Responses to what never becomes a request: the HTTP parser refuses it, or it does not arrive in
 * its time.
 */

import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Code } from "@seamline/core";
import { encodeProblem, problemType } from "../binding/problem.ts";
import type { Connections } from "./connections.ts";

/** Not one of Node's: a request that does not arrive in its time. */
export const tooSlow: NodeJS.ErrnoException = Object.assign(new Error("too slow"), {
  code: "ERR_HTTP_REQUEST_TIMEOUT",
});

/** Responds on the bare socket, and closes it then. */
export function answerParserError(error: NodeJS.ErrnoException, socket: Duplex, connections: Connections): void {
  const [current] = connections.find(socket)?.arrivals ?? [];
  const answering = current?.res.headersSent === true;
  if (!socket.writable || answering || error.code === "ECONNRESET" || isTlsFailure(error)) {
    socket.destroy();
    return;
  }
  if (current?.req.complete === true) {
    // What cannot be read came after a whole request, whose answer is still to come and must not be
    // taken for another.
    current.closeConnection();
    return;
  }
  const [status, code, message] = toParserAnswer(error.code);
  const body = encodeProblem({ code, message }, status, undefined);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

/** A peer that does not get as far as a request understands no answer either. */
function isTlsFailure({ code }: NodeJS.ErrnoException): boolean {
  return code !== undefined && /^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code);
}

function toParserAnswer(code: string | undefined): [status: number, code: Code, message: string] {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return [431, "invalid_argument", "Expected a shorter request line and fewer or shorter headers"];
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return [408, "unavailable", "Expected the request to arrive sooner"];
    default:
      return [400, "invalid_argument", "Expected a request in HTTP/1.1"];
  }
}
