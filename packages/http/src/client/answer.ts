/** What an answer means, whether it came by itself or in a batch. */

import { type CallRequest, type CallResponse, type Code, ServiceError, type ServiceErrorOptions } from "@seamline/core";
import { type CallContext, maxResponseBytes, maxTimeoutMs, type Operation } from "@seamline/core/extend";
import { decodeProblem } from "../binding/problem.ts";
import { fromStatus } from "../binding/status.ts";

/**
 * Bytes that an answer may have: the largest output, and room for the members of a problem around
 * details.
 */
export const maxResponseMessageBytes: number = maxResponseBytes + 64 * 1024;

/**
 * Reads the body of a success. `undefined` when it is not JSON.
 * @param text `undefined` when it is not UTF-8.
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

/** Reads the problem that a Seamline listener answered with. `undefined` when it is none. */
export function readError(text: string | undefined): CallResponse | undefined {
  const error = text === undefined ? undefined : decodeProblem(text);
  return error && { error, local: false };
}

/**
 * Something that is no Seamline listener answered, perhaps a proxy: its status is all that counts.
 */
export function failFromStatus(
  request: CallRequest,
  status: number,
  retryAfter?: string | string[] | undefined,
): ServiceError {
  const text = `was answered with status ${status}, not by a Seamline listener`;
  return failCall(request, fromStatus(status), text, { retryAfterMs: parseRetryAfter(retryAfter, request.context) });
}

/**
 * An error of a call that may have reached its callee.
 * @param text follows the operation's name.
 */
export function failCall(
  { operation, context }: CallRequest,
  code: Code,
  text: string,
  options: ServiceErrorOptions,
): ServiceError {
  const where = { operation: operation.id, callId: context.callId };
  return new ServiceError(code, `${operation.id} ${text}`, { sent: "maybe_sent", ...where, ...options });
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Whether the end of the body can be told from a lost connection. */
export function isFramed(headers: Headers): boolean {
  const encoding = headers["transfer-encoding"];
  return encoding === undefined ? typeof headers["content-length"] === "string" : encoding === "chunked";
}

/** Seconds or a date, within reason and within the call's own time. */
function parseRetryAfter(header: string | string[] | undefined, context: CallContext): number | undefined {
  if (typeof header !== "string") return undefined;
  const date = header.endsWith(" GMT") ? Date.parse(header) - Date.now() : Number.NaN;
  const given = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : date;
  if (!Number.isFinite(given)) return undefined;
  return Math.floor(Math.min(Math.max(0, given), maxTimeoutMs, context.remainingMs));
}
