/** Reading the headers of a request. */

import type { IncomingMessage } from "node:http";
import { isCallId, wireHeaders } from "../binding/wire-headers.ts";

/** A request header; repeated ones were joined by a comma. */
export function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** The id that a caller gave its call. */
export function callIdOf(req: IncomingMessage): string | undefined {
  const given = headerOf(req, wireHeaders.callId);
  return isCallId(given) ? given : undefined;
}
