/**
 * Failures of callees that do not know Seamline: a status is the declared error that has it, if
 * exactly one has; otherwise it is only a code.
 */

import type { CallRequest, CallResponse, ServiceError } from "@seamline/core";
import type { Operation, OperationError } from "@seamline/core/extend";
import { fieldsOf, isRecord } from "@seamline/core/internal";
import { decodeUtf8, failCall } from "@seamline/core/wire";
import { fromStatus } from "../../binding/status.ts";
import { parseRetryAfter, type ResponseHeaders } from "../response-reader.ts";
import { isForeignJson, readForeignOutput } from "./foreign-response.ts";

/** Characters of a body that the cause of an error shows. */
const maxExcerpt = 512;

/** Reads a response to its end: the output or the declared error, or the failure of the call. */
export function readForeign(
  request: CallRequest,
  status: number,
  headers: ResponseHeaders,
  body: Uint8Array | undefined,
): CallResponse | ServiceError {
  if (status >= 400) {
    const isText = headers["content-encoding"] === undefined;
    return readForeignError(request, status, headers, isText ? decodeUtf8(body ?? new Uint8Array()) : undefined);
  }
  const response = readForeignOutput(request.operation, status, headers, body);
  return "code" in response ? failCall(request, response.code, response.text, {}) : response;
}

/**
 * Reads a response of the 400 or 500 class: a response with a declared error, or the failure of the
 * call. Its message has nothing of the body; the cause, which stays in this process, has an
 * excerpt.
 * @param text `undefined` if the body is not UTF-8, or encoded.
 */
function readForeignError(
  request: CallRequest,
  status: number,
  headers: ResponseHeaders,
  text: string | undefined,
): CallResponse | ServiceError {
  const type = headers["content-type"];
  const retryAfterMs = parseRetryAfter(headers["retry-after"], request.context);
  const body = isForeignJson(type) && text !== undefined ? parse(text) : undefined;
  const declared = isPage(type) ? undefined : findDeclared(request.operation, status, body);
  if (declared !== undefined) {
    const { code, reason, message, retryable } = declared;
    const details = findDetails(declared, body);
    if (details !== undefined || declared.details === undefined) {
      const error = { code, reason, message, details, retryable: retryable || undefined, retryAfterMs };
      return { error, local: false };
    }
  }
  const why = declared === undefined ? "" : ` without the details of ${declared.reason}`;
  const fault = `received status ${status}${why || ", which is no declared error"}`;
  const cause = new Error(`status ${status}, ${String(type ?? "no content type")}: ${printExcerpt(text)}`);
  return failCall(request, fromStatus(status), fault, { retryAfterMs, cause });
}

/** A page for people comes from a framework or a proxy, not from the route. */
function isPage(type: unknown): boolean {
  return typeof type === "string" && /^(?:text\/html|application\/xhtml\+xml) *(?:;|$)/i.test(type);
}

/**
 * Finds the error that a status stands for. One that the contract gives this status precedes those
 * whose code has it; a member `reason` or `code` of the body that names an error decides between
 * several.
 */
function findDeclared({ errors, definition }: Operation, status: number, body: unknown): OperationError | undefined {
  const all = [...errors.values()].filter((error) => error.status === status);
  const { reason, code } = fieldsOf(body);
  const named = all.find((error) => error.reason === reason || error.reason === code);
  if (named !== undefined) return named;
  const placed = all.filter((error) => definition.errors?.[error.reason]?.status !== undefined);
  const candidates = placed.length > 0 ? placed : all;
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** Finds the details in a body: in a member for them, or in the body's own members. */
function findDetails({ details }: OperationError, body: unknown): unknown {
  if (details === undefined || body === undefined) return undefined;
  const { details: own, detail, error } = fieldsOf(body);
  return [...[own, detail, error].filter(isRecord), body].find((candidate) => {
    try {
      details.decode(candidate);
      return true;
    } catch {
      return false;
    }
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function printExcerpt(text: string | undefined): string {
  if (text === undefined) return "a body that is not text";
  return JSON.stringify(text.length > maxExcerpt ? `${text.slice(0, maxExcerpt - 1)}…` : text);
}
