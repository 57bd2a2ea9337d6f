/**
 * Responses to bytes that never become a request: the HTTP parser refuses them, or they arrive too
 * slowly.
 */

import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Code } from "@seamline/core";
import { encodeProblem, problemType } from "@seamline/core/wire";
import type { Connections } from "./connections.ts";
import { slowRequest } from "./respond.ts";

/** The error of a request that arrives too slowly, in the form of Node's. */
export const tooSlow: NodeJS.ErrnoException = Object.assign(new Error("too slow"), {
  code: "ERR_HTTP_REQUEST_TIMEOUT",
});

/** Responds on the socket itself, then closes it. */
export function respondToParserError(error: NodeJS.ErrnoException, socket: Duplex, connections: Connections): void {
  const arrivals = connections.find(socket)?.arrivals ?? [];
  const last = arrivals.findLast(({ req }) => req.complete);
  const responding = (last ?? arrivals[0])?.res.headersSent === true;
  if (!socket.writable || responding || error.code === "ECONNRESET" || isTlsFailure(error)) {
    socket.destroy();
    return;
  }
  if (last !== undefined) {
    // The invalid bytes follow complete requests, whose responses are still to come and must not be
    // confused with another.
    last.closeConnection();
    return;
  }
  const [status, code, message] = toParserResponse(error.code);
  const body = encodeProblem({ code, message }, status, undefined);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

/** Tests for a failed TLS handshake, whose peer cannot read a response. */
function isTlsFailure({ code }: NodeJS.ErrnoException): boolean {
  return code !== undefined && /^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code);
}

function toParserResponse(code: string | undefined): [status: number, code: Code, message: string] {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return [431, "invalid_argument", "Expected a shorter request line and fewer or shorter headers"];
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return [408, "unavailable", slowRequest];
    default:
      return [400, "invalid_argument", "Expected a request in HTTP/1.1"];
  }
}
