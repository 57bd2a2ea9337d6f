/** Reads responses, separate ones and those in a batch. */

import type { CallRequest, CallResponse, ServiceError } from "@seamline/core";
import { type CallContext, maxTimeoutMs, type Operation } from "@seamline/core/extend";
import { decodeProblem, failCall, isJsonType, toStreamType } from "@seamline/core/wire";
import { fromStatus } from "../binding/status.ts";

/** Header fields of a response by lower-case name. */
export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The defect of an unusable response. */
export interface ResponseFault {
  readonly code: "internal" | "data_loss";
  /** A predicate, to follow the operation's name. */
  readonly text: string;
}

/**
 * Reads the body of a success; `undefined` if it is not JSON.
 * @param text `undefined` if the body is not UTF-8.
 */
export function readOutput(operation: Operation, status: number, text: string | undefined): CallResponse | undefined {
  if (operation.output === undefined || status === 204) return { output: undefined, local: false };
  if (text === undefined) return undefined;
  try {
    return { output: JSON.parse(text), local: false };
  } catch {
    return undefined;
  }
}

/**
 * Reads the problem that a Seamline listener responded with; `undefined` if the text is not one.
 * @param text `undefined` if the body is not UTF-8.
 */
export function readError(text: string | undefined): CallResponse | undefined {
  const error = text === undefined ? undefined : decodeProblem(text);
  return error && { error, local: false };
}

/** Marks a response of a listener that closes its connections because it is about to stop. */
export function markDraining(response: CallResponse, { connection }: ResponseHeaders): CallResponse {
  return connection === "close" ? { ...response, draining: true } : response;
}

/**
 * Makes the error of a response that comes from something else, perhaps a proxy: only its status
 * counts.
 */
export function failFromStatus(
  request: CallRequest,
  status: number,
  retryAfter?: string | string[] | undefined,
): ServiceError {
  const text = `received status ${status} from something that is not a Seamline listener`;
  return failCall(request, fromStatus(status), text, { retryAfterMs: parseRetryAfter(retryAfter, request.context) });
}

/** Tests whether the end of the body can be distinguished from a lost connection. */
export function isFramed(headers: ResponseHeaders): boolean {
  const encoding = headers["transfer-encoding"];
  return encoding === undefined ? typeof headers["content-length"] === "string" : encoding === "chunked";
}

const unframed: ResponseFault = {
  code: "data_loss",
  text: "received a response without a length, so it may have been cut",
};

/** Finds what makes a success of a Seamline listener unusable; `undefined` if nothing does. */
export function findFault(
  { output, streaming }: Operation,
  status: number,
  headers: ResponseHeaders,
): ResponseFault | undefined {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    return { code: "internal", text: "expected a response without content encoding, found one" };
  }
  if (status === 204) return undefined; // no content; decoding fails if the contract expects an output
  if (output === undefined) return isFramed(headers) ? undefined : unframed;
  if (status !== 200) return { code: "internal", text: `expected status 200, found ${status}` };
  const type = headers["content-type"];
  const streams = streaming?.output ?? "none";
  if (streams !== "none") {
    const expected = toStreamType(streams);
    if (type !== expected) {
      return { code: "internal", text: `expected a response of type ${expected}, found another content type` };
    }
  } else if (!isJsonType(type)) {
    return { code: "internal", text: "expected a response of type application/json, found another content type" };
  }
  return isFramed(headers) ? undefined : unframed;
}

/** Reads `retry-after`, seconds or a date, as milliseconds; at most the time left to the call. */
export function parseRetryAfter(header: string | string[] | undefined, context: CallContext): number | undefined {
  if (typeof header !== "string") return undefined;
  const date = header.endsWith(" GMT") ? Date.parse(header) - Date.now() : Number.NaN;
  const given = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : date;
  if (!Number.isFinite(given)) return undefined;
  return Math.floor(Math.min(Math.max(0, given), maxTimeoutMs, context.remainingMs));
}
