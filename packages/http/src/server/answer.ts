/** Writing answers. */

import type { ServerResponse } from "node:http";
import type { CallResponse } from "@seamline/core";
import type { Operation, WireError } from "@seamline/core/extend";
import { toStatus } from "@seamline/core/extend";
import { jsonType } from "../binding/json-text.ts";
import { encodeProblem, problemType } from "../binding/problem.ts";
import { wireHeaders } from "../binding/wire-headers.ts";

type Headers = Record<string, string | number>;

/** Answers a call with what the dispatcher returned. */
export function answerCall(res: ServerResponse, operation: Operation, response: CallResponse, callId: string): void {
  if (response.error !== undefined) {
    answerError(res, response.error, callId);
    return;
  }
  const headers: Headers = { [wireHeaders.callId]: callId };
  if (operation.output === undefined) writeNothing(res, headers);
  else write(res, 200, jsonType, JSON.stringify(response.output), headers);
}

/** Answers a request to a known operation with an error. */
export function answerError(
  res: ServerResponse,
  error: WireError,
  callId: string,
  status: number = toStatus(error.code),
): void {
  const headers: Headers = { [wireHeaders.callId]: callId };
  if (error.retryAfterMs !== undefined) headers["retry-after"] = Math.ceil(error.retryAfterMs / 1000);
  write(res, status, problemType, encodeProblem(error, status, callId), headers);
}

/** The error of whatever is not here, or not for whoever asks. */
export const unknownOperation: WireError = { code: "unimplemented", message: "There is no such operation" };
const unknownRoute = encodeProblem(unknownOperation, 404, undefined);

/**
 * The one answer for whatever is not here, or not for whoever asks: it tells nothing of either.
 * @param callId the call of a service, which may know that it reached a listener of ours.
 */
export function answerUnknown(res: ServerResponse, callId?: string): void {
  if (callId === undefined) write(res, 404, problemType, unknownRoute);
  else answerError(res, unknownOperation, callId);
}

/** Answers a method that a known path does not have. */
export function answerMethod(res: ServerResponse, allowed: readonly string[]): void {
  const message = `Expected one of the methods ${allowed.join(", ")}`;
  write(res, 405, problemType, encodeProblem({ code: "unimplemented", message }, 405, undefined), {
    allow: allowed.join(", "),
  });
}

/** Answers a request that is no good for any operation. */
export function answerMalformed(res: ServerResponse, message: string): void {
  write(res, 400, problemType, encodeProblem({ code: "invalid_argument", message }, 400, undefined));
}

/** Answers a request that has no answer but that it was heard. */
export function answerDone(res: ServerResponse): void {
  writeNothing(res, {});
}

/** Answers outside calls: health. */
export function answerJson(res: ServerResponse, status: number, body: unknown): void {
  write(res, status, jsonType, JSON.stringify(body));
}

function write(res: ServerResponse, status: number, type: string, body: string, headers: Headers = {}): void {
  if (res.headersSent || res.destroyed) return;
  headers["content-type"] = type;
  headers["content-length"] = Buffer.byteLength(body);
  res.writeHead(status, headers).end(body);
}

function writeNothing(res: ServerResponse, headers: Headers): void {
  if (!res.destroyed) res.writeHead(204, headers).end();
}
