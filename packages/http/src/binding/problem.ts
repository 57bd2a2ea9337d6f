/**
 * Errors on the wire: RFC 9457 problem details, with the members that a ServiceError needs on the
 * other side.
 */

import { isCode, type WireError } from "@seamline/core/extend";
import { findBuiltin, freezeJson } from "@seamline/core/internal";

/** The one content type that errors have. */
export const problemType = "application/problem+json";

/** How much of a received message is kept, in UTF-16 code units. */
const maxMessage = 4096;

/** By status. A browser has no list of them. */
const titles = findBuiltin("node:http")?.STATUS_CODES ?? {};

/**
 * Writes an error as a problem document.
 * @param callId `undefined` where nothing about the call may cross.
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
 * Reads an error that a Seamline listener wrote. Returns `undefined` when the text is no problem at
 * all.
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

/** Reads an error that was parsed already. */
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
