/** Writing answers. */

import type { CallResponse } from "@seamline/core";
import type { Operation, WireError } from "@seamline/core/extend";
import { toStatus } from "@seamline/core/internal";
import { jsonType } from "../binding/json-text.ts";
import { encodeProblem, problemType } from "../binding/problem.ts";
import { wireHeaders } from "../binding/wire-headers.ts";
import type { Arrival, Headers } from "./arrival.ts";

/** Answers a call with what the dispatcher returned. */
export function answerCall(arrival: Arrival, operation: Operation, response: CallResponse, callId: string): void {
  if (response.error !== undefined) {
    answerError(arrival, response.error, callId);
    return;
  }
  const headers: Headers = { [wireHeaders.callId]: callId };
  if (operation.output === undefined) writeNothing(arrival, headers);
  else write(arrival, 200, jsonType, JSON.stringify(response.output), headers);
}

/** Answers a request to a known operation with an error. */
export function answerError(
  arrival: Arrival,
  error: WireError,
  callId: string,
  status: number = toStatus(error.code),
): void {
  const headers: Headers = { [wireHeaders.callId]: callId };
  if (error.retryAfterMs !== undefined) headers["retry-after"] = Math.ceil(error.retryAfterMs / 1000);
  write(arrival, status, problemType, encodeProblem(error, status, callId), headers);
}

/** The error of whatever is not here, or not for whoever asks. */
export const unknownOperation: WireError = { code: "unimplemented", message: "There is no such operation" };
const unknownRoute = encodeProblem(unknownOperation, 404, undefined);

/**
 * The one answer for whatever is not here, or not for whoever asks: it tells nothing of either.
 * Only a service that names its call may know that it reached a listener of ours.
 */
export function answerUnknown(arrival: Arrival): void {
  const { callId } = arrival;
  if (callId === undefined) write(arrival, 404, problemType, unknownRoute);
  else answerError(arrival, unknownOperation, callId);
}

/** Answers a method that a known path does not have. */
export function answerMethod(arrival: Arrival, allowed: readonly string[]): void {
  const message = `Expected one of the methods ${allowed.join(", ")}`;
  write(arrival, 405, problemType, encodeProblem({ code: "unimplemented", message }, 405, undefined), {
    allow: allowed.join(", "),
  });
}

/** Answers a request that is no good for any operation. */
export function answerMalformed(arrival: Arrival, message: string): void {
  write(arrival, 400, problemType, encodeProblem({ code: "invalid_argument", message }, 400, undefined));
}

/** Answers a request that has no answer but that it was heard. */
export function answerDone(arrival: Arrival): void {
  writeNothing(arrival, {});
}

/** Answers outside calls: health. */
export function answerJson(arrival: Arrival, status: number, body: unknown): void {
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
  if (arrival.abandoned) return;
  arrival.writeHead(204, headers);
  arrival.end();
}
