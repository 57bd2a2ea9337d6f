/**
 * Requests that every server reads in one way. Node's parser refuses most others before they are
 * requests: both framings at once, folded lines, bare line ends, white space around names.
 */

import type { IncomingMessage } from "node:http";
import { hasBody } from "../request-body.ts";

/** Methods that are not passed: one that mirrors credentials, and one that is no request. */
const refusedMethods: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Visible ASCII from a slash on, without a fragment: the origin form, and no other. */
const originForm = /^\/[!"$-~]*$/;
const hostForm = /^[A-Za-z0-9._~!$&'()*+;=%:[\]-]*$/;

/** Tests for a request that may be passed, by its method and target. */
export function isPassable({ method = "", url = "" }: IncomingMessage): boolean {
  return !refusedMethods.has(method) && originForm.test(url);
}

/** Tests for a request whose version, framing and host leave nothing to interpret. */
export function isClear(req: IncomingMessage): boolean {
  const { httpVersionMajor, httpVersionMinor, headers, rawHeaders } = req;
  if (httpVersionMajor !== 1 || httpVersionMinor > 1) return false;
  const { "transfer-encoding": encoding, "content-length": length } = headers;
  if (encoding !== undefined) {
    // HTTP/1.0 has no such field; another coding than this one would have to be decoded.
    if (encoding.toLowerCase() !== "chunked" || httpVersionMinor === 0 || length !== undefined) return false;
  }
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return false;
  return countFields(rawHeaders, "host") <= 1 && hostForm.test(headers.host ?? "");
}

/** Tests for the opening of a WebSocket. */
export function opensWebSocket(req: IncomingMessage): boolean {
  const { method, httpVersionMinor, headers } = req;
  if (method !== "GET" || httpVersionMinor === 0 || hasBody(req)) return false;
  const { upgrade, connection = "" } = headers;
  return upgrade?.toLowerCase() === "websocket" && /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(connection);
}

function countFields(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
}
