/** The body of a request: bytes that are there, or a source of chunks. */

import type { RequestBody } from "./dispatch-types.ts";
import type { RequestHead } from "./request-head.ts";
import { SubRequestError } from "./sub-request-error.ts";

/** A body as it is sent. */
export interface SentBody {
  /** All of it; `undefined` if a source makes it. */
  readonly bytes: Buffer | undefined;
  /** Makes the chunks, one after another; `undefined` if there is no body, or all of it is there. */
  readonly source: AsyncIterable<unknown> | Iterable<unknown> | undefined;
  /** The number of bytes, if it is known. */
  readonly length: number | undefined;
}

const none: SentBody = { bytes: undefined, source: undefined, length: undefined };

/** Methods whose requests state an empty body. */
const expectsBody: ReadonlySet<string> = new Set(["PUT", "POST", "PATCH", "QUERY", "PROPFIND", "PROPPATCH"]);

/**
 * Prepares a body, and adds the fields of its framing to the head.
 * @throws {SubRequestError} for a body that is not one, or of another length than stated.
 */
export function prepareBody(body: RequestBody | null | undefined, head: RequestHead): SentBody {
  if (body === undefined || body === null || body === "") return prepareNone(head);
  if (typeof body === "string") return frameBytes(Buffer.from(body), head);
  if (body instanceof Uint8Array) {
    // A copy: neither side can change what the other holds.
    return body.byteLength === 0 ? prepareNone(head) : frameBytes(Buffer.from(body), head);
  }
  if (body instanceof ArrayBuffer) return frameBytes(Buffer.from(new Uint8Array(body)), head);
  if (ArrayBuffer.isView(body)) {
    const { buffer, byteOffset, byteLength }: ArrayBufferView = body;
    return frameBytes(Buffer.from(new Uint8Array(buffer, byteOffset, byteLength)), head);
  }
  if (isForm(body) || body instanceof Blob) return frameWeb(body, head);
  if (typeof body !== "object" || !isIterable(body)) {
    throw new SubRequestError(
      "UND_ERR_INVALID_ARG",
      "body must be a string, a Buffer, a Readable stream, an iterable, or an async iterable",
    );
  }
  const { statedLength } = head;
  if (statedLength === undefined) head.fields.push("transfer-encoding", "chunked");
  else head.fields.push("content-length", String(statedLength));
  return { bytes: undefined, source: body, length: statedLength };
}

/** Bytes of one chunk; a copy. */
export function toChunk(chunk: unknown): Buffer {
  if (typeof chunk === "string") return Buffer.from(chunk);
  if (chunk instanceof Uint8Array) return Buffer.from(chunk);
  if (chunk instanceof ArrayBuffer) return Buffer.from(new Uint8Array(chunk));
  throw new SubRequestError(
    "UND_ERR_INVALID_ARG",
    `expected chunks of text or bytes in the body, found ${typeof chunk}`,
  );
}

/** Ends a source that nothing reads any more, even one that waits, as undici destroys streams. */
export function release(source: SentBody["source"]): void {
  const destroy: unknown = source && Reflect.get(source, "destroy");
  if (typeof destroy === "function") destroy.call(source);
}

/** The error of a body of another length than its head states. */
export function mismatch(stated: number, found: number): SubRequestError {
  return new SubRequestError(
    "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH",
    `Request body length does not match content-length header: expected ${stated} bytes, found ${found}`,
  );
}

function prepareNone({ method, fields }: RequestHead): SentBody {
  if (expectsBody.has(method)) fields.push("content-length", "0");
  return none;
}

function frameBytes(bytes: Buffer, { fields, statedLength }: RequestHead): SentBody {
  if (statedLength !== undefined && statedLength !== bytes.length) throw mismatch(statedLength, bytes.length);
  fields.push("content-length", String(bytes.length));
  return { bytes, source: undefined, length: bytes.length };
}

function isForm(body: object): body is FormData {
  return Object.prototype.toString.call(body) === "[object FormData]";
}

function isIterable(body: object): body is AsyncIterable<unknown> | Iterable<unknown> {
  return Symbol.asyncIterator in body || Symbol.iterator in body;
}

/** The text of a form is made by the platform: a form of another copy of undici is copied first. */
function frameWeb(body: FormData | Blob, head: RequestHead): SentBody {
  const { body: source, headers } = new Response(body instanceof Blob ? body : toOwnForm(body));
  const type = headers.get("content-type");
  if (type !== null && type !== "" && head.type === undefined) head.fields.push("content-type", type);
  const length = body instanceof Blob ? body.size : head.statedLength;
  if (length === undefined) head.fields.push("transfer-encoding", "chunked");
  else head.fields.push("content-length", String(length));
  return { bytes: undefined, source: source ?? [], length };
}

/** Forms of another copy of undici are no instances of the platform's class. */
function toOwnForm(form: FormData): FormData {
  const isOwn: boolean = form instanceof FormData;
  if (isOwn) return form;
  const own = new FormData();
  for (const [name, value] of form.entries()) {
    if (typeof value === "string") own.append(name, value);
    else own.append(name, value, value.name);
  }
  return own;
}
