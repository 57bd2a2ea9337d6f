/**
 * Successes of callees that do not know Seamline. Any status of the 200 class is one; its body is
 * read by its content type.
 */

import type { CallResponse } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { definitionOf, textKindOf } from "@seamline/core/internal";
import { decodeUtf8 } from "@seamline/core/wire";
import type { ResponseFault, ResponseHeaders } from "../response-reader.ts";
import { isFramed } from "../response-reader.ts";

/** `application/json` and `application/problem+json`, with any parameters. */
const jsonPattern = /^application\/(?:[a-z0-9!#$&^_.-]+\+)?json *(?:;|$)/i;
const textPattern = /^text\/plain *(?:;|$)/i;
const linesPattern = /^application\/(?:x-)?(?:ndjson|jsonl|json-lines|jsonlines) *(?:;|$)/i;
const charsetPattern = /; *charset *= *"?([^";\s]+)"?/i;
const utf8 = /^(?:utf-?8|us-ascii|ascii)$/i;

/** Tests for a body that may be JSON in UTF-8. */
export function isForeignJson(type: unknown): boolean {
  return typeof type === "string" && jsonPattern.test(type);
}

/** Tests for an output that a plain text can be. */
export function takesText({ output, streaming }: Operation): boolean {
  if (output === undefined || streaming !== undefined) return false;
  const definition = definitionOf(output.schema);
  const kind = textKindOf(definition.type === "nullable" ? definition.innerType : output.schema);
  return kind !== undefined && !kind.list && kind.types.has("string");
}

/** Finds what makes a response unusable before its body is read; `undefined` if nothing does. */
export function findForeignFault(
  operation: Operation,
  status: number,
  headers: ResponseHeaders,
): ResponseFault | undefined {
  if (status >= 400) return undefined; // an error, whose body may be anything
  if (status >= 300) return { code: "internal", text: describeRedirect(status, headers.location) };
  if (operation.output === undefined && operation.streaming === undefined) return undefined;
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && String(encoding).toLowerCase() !== "identity") {
    const found = `found ${printValue(encoding)}; it was asked for with accept-encoding: identity`;
    return { code: "internal", text: `expected a response without content encoding, ${found}` };
  }
  if (status === 204 || status === 205) return undefined;
  return findTypeFault(operation, headers["content-type"], headers);
}

function findTypeFault(operation: Operation, type: unknown, headers: ResponseHeaders): ResponseFault | undefined {
  const streams = operation.streaming?.output ?? "none";
  if (streams !== "none" && !isFramed(headers)) {
    return {
      code: "data_loss",
      text: "received a stream whose end is that of its connection, so it may have been cut",
    };
  }
  if (streams === "bytes") return undefined;
  // An empty body has no type; some servers name their usual one.
  if (headers["content-length"] === "0" && (streams === "none" || type === undefined)) return undefined;
  const charset = charsetPattern.exec(String(type))?.[1];
  if (charset !== undefined && !utf8.test(charset)) {
    return { code: "internal", text: `expected a response in UTF-8, found the charset ${printValue(charset)}` };
  }
  if (streams === "items") return linesPattern.test(String(type)) ? undefined : wrongType("application/x-ndjson", type);
  if (isForeignJson(type) || (textPattern.test(String(type)) && takesText(operation))) return undefined;
  return wrongType(takesText(operation) ? "application/json or text/plain" : "application/json", type);
}

function wrongType(expected: string, type: unknown): ResponseFault {
  const found = type === undefined ? "none" : printValue(type);
  return { code: "internal", text: `expected a response of type ${expected}, found ${found}` };
}

/** Reads the body of a success without a fault; returns the fault that only its content has. */
export function readForeignOutput(
  operation: Operation,
  status: number,
  headers: ResponseHeaders,
  body: Uint8Array | undefined,
): CallResponse | ResponseFault {
  const { output } = operation;
  if (output === undefined) return { output: undefined, local: false };
  if (status === 204 || status === 205 || body === undefined) {
    return readNothing(operation, status, textPattern.test(String(headers["content-type"])));
  }
  const text = decodeUtf8(body);
  if (text === undefined) return { code: "internal", text: "received a response that is not UTF-8" };
  if (!isForeignJson(headers["content-type"])) {
    return isFramed(headers) ? { output: text, local: false } : mayBeCut;
  }
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  try {
    const value: unknown = JSON.parse(json);
    // The end of the connection is the end of the body: of JSON, only a number can be cut unseen.
    if (typeof value === "number" && !isFramed(headers)) return mayBeCut;
    return { output: value, local: false };
  } catch {
    return isFramed(headers) ? { code: "internal", text: "received a response that is not JSON" } : mayBeCut;
  }
}

const mayBeCut: ResponseFault = {
  code: "data_loss",
  text: "received a response without a length whose end is that of its connection, so it may have been cut",
};

/** Several frameworks respond to `null` with an empty body; in a plain text it may be a text, too. */
function readNothing(operation: Operation, status: number, isText: boolean): CallResponse | ResponseFault {
  try {
    operation.output?.decode(null);
    return { output: null, local: false };
  } catch {
    if (isText && status !== 204 && status !== 205 && takesText(operation)) return { output: "", local: false };
    return { code: "internal", text: `expected an output, found a response with status ${status} and no body` };
  }
}

function describeRedirect(status: number, location: unknown): string {
  if (location === undefined) return `received status ${status}, which has no output`;
  // Queries of redirects hold tokens, and their authorities passwords.
  const address = String(location)
    .replace(/[?#].*$/s, "")
    .replace(/\/\/[^/@]*@/, "//");
  const next = "redirects are not followed: set the target to where the service is";
  return `received a redirect (status ${status}) to ${printValue(address)}; ${next}`;
}

/** A header's value as a short quoted text. */
function printValue(given: unknown): string {
  const text = String(given).replaceAll(/[^\x20-\x7e]/g, "?");
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}
