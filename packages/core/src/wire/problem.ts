/** Errors on the wire: RFC 9457 problem details, with the members that restore a ServiceError. */

import type { WireError } from "../call/call-request.ts";
import { freezeJson } from "../context/json.ts";
import { isCode } from "../error/code.ts";
import { findBuiltin } from "../platform/builtin.ts";

/** The content type of errors. */
export const problemType = "application/problem+json";

/** The length at which received messages are cut, in UTF-16 code units. */
const maxMessage = 4096;

/** Titles by status; empty in browsers, which have no such list. */
const titles = findBuiltin("node:http")?.STATUS_CODES ?? {};

/**
 * Writes an error as a problem document.
 * @param status the HTTP status of the response, 400 to 599.
 * @param callId `undefined` to leave out the call.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function encodeProblem(error: WireError, status: number, callId: string | undefined): string {
  const { code, message, reason, details, retryable, retryAfterMs, notSent } = error;
  return JSON.stringify({
    type: "about:blank",
    title: titles[status] ?? (status === 499 ? "Client Closed Request" : "Error"),
    status,
    detail: message,
    code,
    reason,
    details,
    instance: callId,
    retryable: retryable === true ? true : undefined,
    retryAfterMs,
    sent: notSent === true ? "not_sent" : undefined,
  });
}

/**
 * Reads an error that a Seamline listener wrote; `undefined` if the text is not a problem document.
 */
export function decodeProblem(text: string): WireError | undefined {
  let problem: unknown;
  try {
    problem = JSON.parse(text);
  } catch {
    return undefined;
  }
  return readProblem(problem);
}

/** Reads a parsed problem document; `undefined` if the value is not an object. */
export function readProblem(problem: unknown): WireError | undefined {
  if (typeof problem !== "object" || problem === null || Array.isArray(problem)) return undefined;
  const { code, detail, reason, details, retryable, retryAfterMs, sent } = problem as Record<string, unknown>;
  const known = isCode(code);
  return {
    code: known ? code : "unknown",
    message: typeof detail === "string" ? cut(detail) : "The callee failed without a message",
    reason: known && typeof reason === "string" ? reason : undefined,
    details: details === undefined ? undefined : freezeJson(details, "details"),
    retryable: retryable === true ? true : undefined,
    retryAfterMs: isDelay(retryAfterMs) ? retryAfterMs : undefined,
    notSent: sent === "not_sent" ? true : undefined,
  };
}

function isDelay(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function cut(message: string): string {
  return message.length > maxMessage ? `${message.slice(0, maxMessage - 1)}…` : message;
}
