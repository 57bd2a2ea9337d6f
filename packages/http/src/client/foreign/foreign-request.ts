/**
 * Requests to callees that do not know Seamline: only what every HTTP service understands leaves,
 * so no principal, tenant, metadata, baggage, deadline or signature.
 */

import type { CallRequest } from "@seamline/core";
import { type Operation, printTraceparent } from "@seamline/core/extend";
import { jsonType, toStreamType } from "@seamline/core/wire";
import type { EncodedInput } from "../../binding/http-binding.ts";
import { wireHeaders } from "../../binding/wire-headers.ts";
import type { ForeignHeaders } from "./foreign-headers.ts";
import { takesText } from "./foreign-response.ts";

/** A language tag that can be sent as it is. */
const languagePattern = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}$/;

/**
 * Returns the header fields of one call, names and values in turn.
 * @throws {ServiceError} `permission_denied` for a caller that the contract does not allow: a
 * foreign callee cannot check it.
 */
export function printForeignHeaders(
  given: ForeignHeaders,
  { operation, context }: CallRequest,
  encoded: EncodedInput,
): string[] {
  const { allow } = operation;
  const { caller, trace, idempotencyKey, locale } = context;
  if (allow !== undefined && (caller === undefined || !allow.has(caller))) {
    const text = `${operation.id} may not be called by ${caller ?? "code outside modules"}`;
    throw context.fail("permission_denied", text, { sent: "not_sent" });
  }
  context.startClock();
  const headers = new Map([
    ["accept", acceptOf(operation)],
    ["accept-encoding", "identity"],
  ]);
  if (locale !== undefined && languagePattern.test(locale)) headers.set("accept-language", locale);
  for (const [name, value] of given) headers.set(name, value);
  const uploads = operation.streaming?.input ?? "none";
  if (uploads !== "none") headers.set("content-type", toStreamType(uploads));
  else if (encoded.body !== undefined) headers.set("content-type", jsonType);
  headers.set(wireHeaders.trace, printTraceparent(trace));
  if (trace.state !== undefined) headers.set(wireHeaders.traceState, trace.state);
  if (idempotencyKey !== undefined) headers.set(wireHeaders.idempotencyKey, idempotencyKey);
  for (const [index, name] of encoded.binding.headerNames.entries()) {
    const value = encoded.headers[index];
    if (value !== undefined) headers.set(name, value);
  }
  return [...headers].flat();
}

/** JSON is accepted always: many frameworks write their errors as pages unless it is. */
function acceptOf(operation: Operation): string {
  const streams = operation.streaming?.output ?? "none";
  if (streams !== "none") return `${toStreamType(streams)}, ${jsonType};q=0.5, */*;q=0.1`;
  if (operation.output === undefined) return `${jsonType}, */*;q=0.5`;
  return takesText(operation) ? `${jsonType}, text/plain;q=0.9` : jsonType;
}
