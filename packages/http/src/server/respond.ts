/** Writes responses. */

import type { CallResponse } from "@seamline/core";
import type { Operation, WireError } from "@seamline/core/extend";
import { statusOf, toStatus } from "@seamline/core/internal";
import { encodeProblem, jsonType, problemType } from "@seamline/core/wire";
import { wireHeaders } from "../binding/wire-headers.ts";
import type { Arrival, Headers } from "./arrival.ts";

/** Writes the response of a call. */
export function respondToCall(arrival: Arrival, operation: Operation, response: CallResponse, callId: string): void {
  if (response.error !== undefined) {
    respondWithError(arrival, response.error, callId, statusOf(operation, response.error));
    return;
  }
  const headers: Headers = { [wireHeaders.callId]: callId };
  if (operation.output === undefined) writeNothing(arrival, headers);
  else write(arrival, 200, jsonType, JSON.stringify(response.output), headers);
}

/** Writes an error as the response to a request for a known operation. */
export function respondWithError(
  arrival: Arrival,
  error: WireError,
  callId: string,
  status: number = toStatus(error.code),
): void {
  const headers: Headers = { [wireHeaders.callId]: callId };
  if (error.retryAfterMs !== undefined) headers["retry-after"] = Math.ceil(error.retryAfterMs / 1000);
  write(arrival, status, problemType, encodeProblem(error, status, callId), headers);
}

/** The error of unknown and of inaccessible operations. */
export const unknownOperation: WireError = { code: "unimplemented", message: "There is no such operation" };
/** The message to a client whose request arrives too slowly. */
export const slowRequest = "Expected the request to arrive sooner";
const unknownRoute = encodeProblem(unknownOperation, 404, undefined);

/**
 * Responds with 404, the same for unknown and for inaccessible operations, so that it reveals
 * neither. Only services, whose requests have a call id, can recognise a Seamline listener by it.
 */
export function respondNotFound(arrival: Arrival): void {
  const { callId } = arrival;
  if (callId === undefined) write(arrival, 404, problemType, unknownRoute);
  else respondWithError(arrival, unknownOperation, callId);
}

/** Responds with 405 to a method that a known path does not have. */
export function respondMethodNotAllowed(arrival: Arrival, allowed: readonly string[]): void {
  const message = `Expected one of the methods ${allowed.join(", ")}`;
  write(arrival, 405, problemType, encodeProblem({ code: "unimplemented", message }, 405, undefined), {
    allow: allowed.join(", "),
  });
}

/**
 * Responds to OPTIONS.
 * @param allowed the methods of the path.
 * @param headers further headers.
 */
export function respondWithOptions(arrival: Arrival, allowed: readonly string[], headers: Headers = {}): void {
  writeNothing(arrival, { allow: allowed.join(", "), ...headers });
}

/** Responds with 400 to a request that is malformed for every operation. */
export function respondBadRequest(arrival: Arrival, message: string): void {
  write(arrival, 400, problemType, encodeProblem({ code: "invalid_argument", message }, 400, undefined));
}

/** Responds with 408 to a request whose body arrives too slowly. */
export function respondTooSlow(arrival: Arrival): void {
  write(arrival, 408, problemType, encodeProblem({ code: "unavailable", message: slowRequest }, 408, undefined));
}

/** Responds with 204. */
export function respondNoContent(arrival: Arrival): void {
  writeNothing(arrival, {});
}

/** Responds with JSON outside calls: health. */
export function respondWithJson(arrival: Arrival, status: number, body: unknown): void {
  write(arrival, status, jsonType, JSON.stringify(body));
}

function write(arrival: Arrival, status: number, type: string, body: string, headers: Headers = {}): void {
  if (arrival.res.headersSent || arrival.abandoned) return;
  headers["content-type"] = type;
  headers["content-length"] = Buffer.byteLength(body);
  arrival.writeHead(status, headers);
  arrival.end(body);
}

function writeNothing(arrival: Arrival, headers: Headers): void {
  if (arrival.res.headersSent || arrival.abandoned) return;
  arrival.writeHead(204, headers);
  arrival.end();
}
