/**
 * Batches on the wire: many calls of one service in one request, their responses in one response,
 * in the order in which the calls settle. Each line holds the parts of a separate request or
 * response.
 *
 *     POST /seamline/batch/shop/
 *     {"contexts":["eyJkZXB0aCI6Mn0"],"operations":["order","getOrder"]}
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

/** The largest number of calls in one batch, on both sides. */
export const maxBatchCalls = 256;

/** The largest batch that a listener reads, in bytes. */
export const maxBatchBytes: number = 4 * 1024 * 1024;

/**
 * Writes the path of a service's batches. It ends with a slash, which the paths of operations
 * cannot, so it collides with no contract; listeners without batches respond with 404.
 */
export function printBatchPath(service: string): string {
  return `/seamline/batch/${service}/`;
}

/** Returns the service of a batch path; `undefined` for any other path. */
export function parseBatchPath(path: string): string | undefined {
  return /^\/seamline\/batch\/([A-Za-z0-9]{1,128})\/$/.exec(path)?.[1];
}

/**
 * The path of requests that cancel calls of batches on the same connection: one call id per line.
 */
export const cancelPath = "/seamline/cancel/";

/** Header fields that few calls have. */
export interface RareFields {
  readonly idempotencyKey?: string | undefined;
  readonly tracestate?: string | undefined;
  readonly baggage?: string | undefined;
  /** Input fields that travel in headers, by header name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A call to be written into a batch. */
export interface OutgoingCall {
  readonly context: CallContext;
  readonly encoded: EncodedInput;
  /** The context header, see {@link encodeContext}; `undefined` if no field is set. */
  readonly contextHeader: string | undefined;
  /** {@link RareFields} as JSON; `undefined` if none is set. */
  readonly rare: string | undefined;
}

/** The longest timeout that is written, in milliseconds; callees allow less. */
const maxPrintedMs = 2 ** 31;

/** Writes a batch. Call it just before sending, so that the remaining times are right. */
export function printBatch(calls: readonly OutgoingCall[]): string {
  const contexts = new Map<string, number>();
  const operations: string[] = [];
  let text = "";
  for (const { context, encoded, contextHeader, rare } of calls) {
    let index = "-";
    if (contextHeader !== undefined) {
      const known = contexts.get(contextHeader) ?? contexts.size;
      contexts.set(contextHeader, known);
      index = String(known);
    }
    operations.push(context.operation.name);
    const timeout = Math.min(Math.ceil(context.remainingMs), maxPrintedMs);
    const head = `${context.operation.http.method} ${encoded.target} ${context.callId} ${timeout}`;
    text += `${head} ${printTraceparent(context.trace)} ${index}${rare === undefined ? "" : ` ${rare}`}\n`;
    text += `${encoded.body ?? ""}\n`;
  }
  return `${JSON.stringify({ contexts: [...contexts.keys()], operations })}\n${text}`;
}

/** A received call of a batch. Only its form has been checked. */
export interface ArrivedCall {
  /** The name of its operation; `undefined` from clients that name none. */
  readonly name: string | undefined;
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly target: string;
  readonly callId: string;
  readonly timeoutMs: number;
  readonly trace: string;
  /** The index of its context in the batch; `undefined` for a call without the header. */
  readonly contextIndex: number | undefined;
  readonly rare: RareFields;
  readonly body: string;
}

/** A received batch. */
export interface ArrivedBatch {
  /** Context headers, as {@link encodeContext} writes them. */
  readonly contexts: readonly string[];
  readonly calls: readonly ArrivedCall[];
}

const callPattern =
  /([A-Z]{1,16}) (\/[\x21-\x7e]*) ([A-Za-z0-9._~-]{1,128}) (\d{1,15}) ([\x21-\x7e]{1,64}) (\d{1,3}|-)(?: (\{[^\n]*\}))?\n([^\n]*)\n/y;
const noRareFields: RareFields = {};

/**
 * Reads a batch.
 * @param maxHeadChars characters of a call without its body, at most.
 * @throws {ServiceError} `invalid_argument` for anything that {@link printBatch} would not write,
 * for an empty batch and for a repeated call id; `resource_exhausted` for too many calls.
 */
export function parseBatch(text: string, maxHeadChars: number): ArrivedBatch {
  const start = text.indexOf("\n") + 1;
  const { contexts, operations } = parseFirstLine(text.slice(0, start));
  const calls: ArrivedCall[] = [];
  const ids = new Set<string>();
  for (let at = start; at < text.length; at = callPattern.lastIndex) {
    callPattern.lastIndex = at;
    const match = callPattern.exec(text);
    if (match === null) throw malformed(`call ${calls.length} as a line with its head and a line with its body`);
    if (calls.length === maxBatchCalls) throw tooMany();
    const [, method = "", target = "", callId = "", timeout, trace = "", index = "-", rare, body = ""] = match;
    if (callPattern.lastIndex - at - body.length > maxHeadChars)
      throw malformed(`a shorter head of call ${calls.length}`);
    const contextIndex = index === "-" ? undefined : Number(index);
    if (contextIndex !== undefined && contextIndex >= contexts.length)
      throw malformed(`call ${calls.length} with the index of a context`);
    if (ids.size === ids.add(callId).size) throw malformed("a unique id for each call");
    const fields = rare === undefined ? noRareFields : parseRareFields(rare, calls.length);
    const name = operations?.[calls.length];
    calls.push({ name, method, target, callId, timeoutMs: Number(timeout), trace, contextIndex, rare: fields, body });
  }
  if (calls.length === 0) throw malformed("at least one call");
  if (operations !== undefined && operations.length !== calls.length) throw malformed("the operation of each call");
  return { contexts, calls };
}

/** Reads the contexts, and the names of the operations, which older clients do not write. */
function parseFirstLine(line: string): {
  readonly contexts: readonly string[];
  readonly operations: readonly string[] | undefined;
} {
  const { contexts, operations } = (parseObject(line) ?? {}) as { contexts?: unknown; operations?: unknown };
  if (!isListOfTexts(contexts)) throw malformed("a first line with the contexts");
  if (operations !== undefined && !isListOfTexts(operations)) throw malformed("a first line with the operations");
  return { contexts, operations };
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= maxBatchCalls && value.every((one) => typeof one === "string");
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

/** Returns an own string member of a parsed object; `undefined` if there is none. */
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
