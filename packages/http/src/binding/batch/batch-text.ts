/**
 * Batches on the wire: many calls of one service in one request, their answers in one answer, in
 * the order in which they are ready. Every line holds what a request or an answer of its own would
 * hold, in the same words.
 *
 *     POST /seamline/batch/shop/
 *     {"contexts":["eyJkZXB0aCI6Mn0"]}
 *     POST /shop/orders x1-a 9981 00-<trace>-<span>-01 0
 *     {"item":"apple"}
 *     GET /shop/orders/7 x1-b 9981 00-<trace>-<span>-01 - {"idempotencyKey":"k"}
 *     <an empty line: no body>
 *
 *     x1-b 200 {"id":7}
 *     x1-a 409 {"code":"aborted",…}
 */

import { type CallContext, ServiceError } from "@seamline/core";
import { printTraceparent } from "@seamline/core/extend";
import type { EncodedInput } from "../http-binding.ts";

/** The content type of both directions. */
export const batchType = "application/vnd.seamline.batch";

/** Calls of one batch at most, on either side. */
export const maxBatchCalls = 256;

/** Bytes of a whole batch that a listener reads at most. */
export const maxBatchBytes: number = 4 * 1024 * 1024;

/**
 * Where a listener takes the batches of a service. The path ends with a slash, as no operation's
 * can, so it takes nothing away from contracts, and listeners that know no batches have nothing
 * there.
 */
export function printBatchPath(service: string): string {
  return `/seamline/batch/${service}/`;
}

/** The service that a path belongs to; `undefined` for any other path. */
export function parseBatchPath(path: string): string | undefined {
  return /^\/seamline\/batch\/([A-Za-z0-9]{1,128})\/$/.exec(path)?.[1];
}

/**
 * Where a listener is told that calls of batches on the same connection are given up: one call id a
 * line.
 */
export const cancelPath = "/seamline/cancel/";

/** Header fields of one call that few calls have. */
export interface RareFields {
  readonly idempotencyKey?: string | undefined;
  readonly tracestate?: string | undefined;
  readonly baggage?: string | undefined;
  /** Input fields that travel in headers, by header name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A call on its way into a batch. */
export interface OutgoingCall {
  readonly context: CallContext;
  readonly encoded: EncodedInput;
  /** See {@link encodeContext}. */
  readonly about: string | undefined;
  /** {@link RareFields} as JSON; `undefined` when there are none. */
  readonly rare: string | undefined;
}

/** A deadline beyond is none; no callee grants as much. */
const maxPrintedMs = 2 ** 31;

/** Writes a batch. Called last, so that the time left is that of the sending. */
export function printBatch(calls: readonly OutgoingCall[]): string {
  const contexts = new Map<string, number>();
  let text = "";
  for (const { context, encoded, about, rare } of calls) {
    let mark = "-";
    if (about !== undefined) {
      const known = contexts.get(about) ?? contexts.size;
      contexts.set(about, known);
      mark = String(known);
    }
    const timeout = Math.min(Math.ceil(context.remainingMs), maxPrintedMs);
    const head = `${context.operation.http.method} ${encoded.target} ${context.callId} ${timeout}`;
    text += `${head} ${printTraceparent(context.trace)} ${mark}${rare === undefined ? "" : ` ${rare}`}\n`;
    text += `${encoded.body ?? ""}\n`;
  }
  return `${JSON.stringify({ contexts: [...contexts.keys()] })}\n${text}`;
}

/** A call of a batch that has arrived. Nothing of it is checked beyond its form. */
export interface ArrivedCall {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly callId: string;
  readonly timeoutMs: number;
  readonly trace: string;
  /** Which of the batch's contexts is the call's; `undefined` for a call that says nothing. */
  readonly about: number | undefined;
  readonly rare: RareFields;
  readonly body: string;
}

/** A batch that has arrived. */
export interface ArrivedBatch {
  /** As {@link encodeContext} writes them. */
  readonly contexts: readonly string[];
  readonly calls: readonly ArrivedCall[];
}

const callPattern =
  /([A-Z]{1,16}) (\/[\x21-\x7e]*) ([A-Za-z0-9._~-]{1,128}) (\d{1,15}) ([\x21-\x7e]{1,64}) (\d{1,3}|-)(?: (\{[^\n]*\}))?\n([^\n]*)\n/y;
const noRareFields: RareFields = {};

/**
 * Reads a batch.
 * @param maxHeadChars of a call without its body.
 * @throws {ServiceError} `invalid_argument` for anything that {@link printBatch} would not write,
 * for an empty batch and for an id that two calls have; `resource_exhausted` for too many calls.
 */
export function parseBatch(text: string, maxHeadChars: number): ArrivedBatch {
  const start = text.indexOf("\n") + 1;
  const contexts = parseContexts(text.slice(0, start));
  const calls: ArrivedCall[] = [];
  const ids = new Set<string>();
  for (let at = start; at < text.length; at = callPattern.lastIndex) {
    callPattern.lastIndex = at;
    const match = callPattern.exec(text);
    if (match === null) throw malformed(`call ${calls.length} as a line with its head and a line with its body`);
    if (calls.length === maxBatchCalls) throw tooMany();
    const [, method = "", target = "", callId = "", timeout, trace = "", mark = "-", rare, body = ""] = match;
    if (callPattern.lastIndex - at - body.length > maxHeadChars)
      throw malformed(`a shorter head of call ${calls.length}`);
    const about = mark === "-" ? undefined : Number(mark);
    if (about !== undefined && about >= contexts.length)
      throw malformed(`call ${calls.length} to name one of the contexts`);
    if (ids.size === ids.add(callId).size) throw malformed("every call to have an id of its own");
    const fields = rare === undefined ? noRareFields : parseRareFields(rare, calls.length);
    calls.push({ method, target, callId, timeoutMs: Number(timeout), trace, about, rare: fields, body });
  }
  if (calls.length === 0) throw malformed("at least one call");
  return { contexts, calls };
}

function parseContexts(line: string): readonly string[] {
  const { contexts } = (parseObject(line) ?? {}) as { contexts?: unknown };
  const fits = Array.isArray(contexts) && contexts.length <= maxBatchCalls;
  if (!fits || !contexts.every((one) => typeof one === "string")) throw malformed("a first line with the contexts");
  return contexts as string[];
}

function parseRareFields(text: string, index: number): RareFields {
  const fields = parseObject(text);
  if (fields === undefined) throw malformed(`the further fields of call ${index} as a JSON object`);
  const { headers } = fields as { headers?: unknown };
  const read = (name: string): string | undefined => readText(fields, name);
  return {
    idempotencyKey: read("idempotencyKey"),
    tracestate: read("tracestate"),
    baggage: read("baggage"),
    headers: typeof headers === "object" && headers !== null ? (headers as Record<string, string>) : undefined,
  };
}

/** An own text member of a parsed object. */
export function readText(object: object, name: string): string | undefined {
  const value = Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function malformed(expected: string): ServiceError {
  return new ServiceError("invalid_argument", `Expected a batch of calls: ${expected}`);
}

function tooMany(): ServiceError {
  return new ServiceError("resource_exhausted", `Expected at most ${maxBatchCalls} calls in a batch`);
}
