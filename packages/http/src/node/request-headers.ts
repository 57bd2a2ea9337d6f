/**
 * The headers of a request, read faster than Node reads them: Node looks each name up in a list of
 * known names, and makes a new string of every other name, three times over; of a small call that
 * is a twelfth of a listener's work. Most names repeat in the same spelling: for them one look-up
 * in a Map is enough.
 */

import type { IncomingMessage } from "node:http";
import { wireHeaders } from "../binding/wire-headers.ts";

/** Headers in Node's form. */
export type Headers = IncomingMessage["headers"];

/** Common request headers, in addition to those of Seamline clients. */
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

/** The number of headers above which Node reads them, as it stops at a limit. */
const maxHeaders = 100;

/**
 * Reads headers from a raw list of names and values; `undefined` if some must be joined or
 * otherwise need Node's rules.
 */
export function readHeaders(raw: readonly string[]): Headers | undefined {
  if (raw.length > 2 * maxHeaders) return undefined;
  const headers: Headers = {};
  for (let index = 0; index < raw.length; index += 2) {
    const given = raw[index] ?? "";
    const name = lowerCase.get(given) ?? given.toLowerCase();
    if (headers[name] !== undefined || name === "set-cookie") return undefined;
    headers[name] = raw[index + 1];
  }
  return headers;
}
