/**
 * The headers of a request, read faster than Node reads them: Node looks every name up in a list of
 * those it knows, and makes a new string of each other one, three times over; of a small call that
 * is a twelfth of what a listener does. Most names are met again and again, just so written: one
 * look into a Map is enough for them.
 */

import type { IncomingMessage } from "node:http";
import { wireHeaders } from "../binding/wire-headers.ts";

/** Headers as Node gives them. */
export type Headers = IncomingMessage["headers"];

/** What clients of all kinds send, beside what ours do. */
const common = [
  ...["accept", "accept-encoding", "accept-language", "authorization", "cache-control", "connection", "content-length"],
  ...["content-type", "cookie", "forwarded", "host", "origin", "pragma", "referer", "sec-fetch-mode"],
  ...["transfer-encoding", "user-agent", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"],
  ...["x-real-ip", "x-request-id"],
];

const lowerCase = new Map<string, string>();
for (const name of [...common, ...Object.values(wireHeaders)]) {
  lowerCase.set(name, name);
  lowerCase.set(
    name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase()),
    name,
  );
}

/** More headers than this are read by Node, which stops at some number. */
const mostHeaders = 100;

/**
 * The headers of a raw list of names and values; `undefined` where headers are to be joined, or
 * otherwise need Node's rules.
 */
export function readHeaders(raw: readonly string[]): Headers | undefined {
  if (raw.length > 2 * mostHeaders) return undefined;
  const headers: Headers = {};
  for (let index = 0; index < raw.length; index += 2) {
    const given = raw[index] ?? "";
    const name = lowerCase.get(given) ?? given.toLowerCase();
    if (headers[name] !== undefined || name === "set-cookie") return undefined;
    headers[name] = raw[index + 1];
  }
  return headers;
}
