/** Writes requests for undici, of single calls and of batches. */

import type { Readable } from "node:stream";
import { type CallRequest, ServiceError } from "@seamline/core";
import { type Operation, printTraceparent } from "@seamline/core/extend";
import { itemsOf, now } from "@seamline/core/internal";
import { type Signer, toSignedBatch } from "@seamline/core/signing";
import { encodeContext, jsonType, printUpload, toStreamType } from "@seamline/core/wire";
import type { Dispatcher } from "undici";
import { batchType, cancelPath, printBatch, printBatchPath } from "../binding/batch/batch-text.ts";
import { bindingOf, type EncodedInput } from "../binding/http-binding.ts";
import { toOriginalPath } from "../binding/original-path.ts";
import { wireHeaders } from "../binding/wire-headers.ts";
import type { ForeignHeaders } from "./foreign/foreign-headers.ts";
import { printForeignHeaders } from "./foreign/foreign-request.ts";
import { printPlainLines } from "./foreign/plain-lines.ts";
import type { PendingCall } from "./pending-call.ts";

/**
 * The largest request line with headers, in bytes; internal listeners accept 32 KiB, with the
 * headers that HTTP itself adds.
 */
const maxHeadBytes = 31_000;
const maxTargetBytes = 8_000;

/** A request in undici's form. */
export type WrittenRequest = Dispatcher.DispatchOptions;

/**
 * Encodes the input of a call.
 * @throws {ServiceError} `invalid_argument` for a value that its location cannot hold, and for a
 * path and query of more than 8,000 bytes.
 */
export function encodeCall({ operation, input }: CallRequest): EncodedInput {
  const encoded = bindingOf(operation).encode(input);
  if (encoded.target.length > maxTargetBytes) {
    throw new ServiceError(
      "invalid_argument",
      `${operation.id}: expected a path and query of at most ${maxTargetBytes} bytes, found ${encoded.target.length}; use POST for larger inputs`,
      { operation: operation.id },
    );
  }
  return encoded;
}

/** The destination of a transport's requests, with their signer. */
export interface RequestDestination {
  readonly origin: string;
  readonly basePath: string;
  readonly signer: Signer | undefined;
  readonly contractNotes: ContractNotes;
  /**
   * For callees that do not know Seamline: the header fields that each call carries; `undefined`
   * for Seamline's own.
   */
  readonly foreign: ForeignHeaders | undefined;
}

/**
 * Writes the request of one call. Call it just before sending, so that the time left and the time
 * stamp of the signature are right.
 * @throws {ServiceError} `resource_exhausted` for headers that listeners would refuse.
 */
export function writeCall(target: RequestDestination, request: CallRequest, encoded: EncodedInput): WrittenRequest {
  const { operation } = request;
  const path = target.basePath + encoded.target;
  const { foreign } = target;
  const headers =
    foreign === undefined ? printHeaders(target, request, encoded) : printForeignHeaders(foreign, request, encoded);
  let size = path.length;
  for (const text of headers) size += text.length + 2;
  // These are optional: a call never fails because they do not fit.
  const original =
    operation.http.placeholders.length === 0 || foreign !== undefined ? undefined : toOriginalPath(encoded.target);
  if (original !== undefined && size + original.length + 16 <= maxHeadBytes) {
    headers.push(wireHeaders.path, original);
    size += original.length + 16;
  }
  const { baggage } = request.context;
  if (baggage !== undefined && foreign === undefined && size + baggage.length + 16 <= maxHeadBytes)
    headers.push(wireHeaders.baggage, baggage);
  if (size > maxHeadBytes) {
    const text = `${operation.id}: expected headers of at most ${maxHeadBytes} bytes, found ${size}; are the principal or the metadata large?`;
    throw request.context.fail("resource_exhausted", text, { sent: "not_sent" });
  }
  const { streaming } = operation;
  const uploads = streaming !== undefined && streaming.input !== "none";
  const body = uploads ? printBody(streaming.input, request.input, foreign !== undefined) : (encoded.body ?? null);
  // Not blocking: connections are assigned in front of undici, which need not wait for the
  // response.
  return { origin: target.origin, method: operation.http.method, path, headers, body, blocking: false };
}

/**
 * Writes the request of a batch: one body, one signature.
 * @param callId of the batch itself, which the response must echo.
 */
export function writeBatch(
  { origin, basePath, signer }: RequestDestination,
  callId: string,
  calls: readonly PendingCall[],
): WrittenRequest {
  const { request, encoded } = calls[0] as PendingCall;
  const { operation, context } = request;
  const target = printBatchPath(operation.service);
  const body = Buffer.from(printBatch(calls));
  const headers = [
    ...[wireHeaders.callId, callId],
    ...[wireHeaders.contract, encoded.binding.contractMark],
    ...["content-type", batchType],
  ];
  if (signer !== undefined) {
    const signed = toSignedBatch(operation.service, target, callId, body);
    headers.push(wireHeaders.signature, signer(signed, context.caller ?? ""));
  }
  // Not blocking: cancellations are sent on the same connection, before the responses arrive.
  return { origin, method: "POST", path: basePath + target, headers, body, blocking: false };
}

/**
 * Writes the request that cancels calls of a batch. It follows the batch on the same connection,
 * without waiting for its response.
 */
export function writeGiveUp({ origin, basePath }: RequestDestination, callIds: readonly string[]): WrittenRequest {
  const headers = ["content-type", batchType];
  return {
    origin,
    method: "POST",
    path: basePath + cancelPath,
    headers,
    body: callIds.join("\n"),
    idempotent: true,
    blocking: false,
  };
}

/**
 * Returns the body of a client stream. Its bytes are not signed: they do not exist yet when the
 * headers are sent.
 */
function printBody(form: "items" | "bytes", input: unknown, foreign: boolean): Readable {
  const items = itemsOf(input);
  // undici sends any async iterable, but its types accept only Node's streams.
  return (foreign && form === "items" ? printPlainLines(items) : printUpload(form, items)) as unknown as Readable;
}

function printHeaders(
  { signer, contractNotes }: RequestDestination,
  { operation, context }: CallRequest,
  encoded: EncodedInput,
): string[] {
  const deadline = context.startClock();
  const time = now();
  const timeout = String(Math.ceil(Math.max(0, deadline - time)));
  const contextHeader = encodeContext(context);
  const { callId, trace, idempotencyKey, caller } = context;
  const { contractMark, headerNames } = encoded.binding;
  const headers = [wireHeaders.callId, callId, wireHeaders.operation, operation.id, wireHeaders.timeout, timeout];
  headers.push(wireHeaders.trace, printTraceparent(trace));
  if (contractNotes.claim(operation, caller, time)) headers.push(wireHeaders.contract, contractMark);
  if (trace.state !== undefined) headers.push(wireHeaders.traceState, trace.state);
  if (encoded.body !== undefined) headers.push("content-type", jsonType);
  const uploads = operation.streaming?.input ?? "none";
  if (uploads !== "none") headers.push("content-type", toStreamType(uploads));
  if (contextHeader !== undefined) headers.push(wireHeaders.context, contextHeader);
  if (idempotencyKey !== undefined) headers.push(wireHeaders.idempotencyKey, idempotencyKey);
  for (let index = 0; index < headerNames.length; index += 1) {
    const value = encoded.headers[index];
    if (value !== undefined) headers.push(headerNames[index] as string, value);
  }
  if (signer !== undefined) {
    const call = {
      method: operation.http.method,
      target: encoded.target,
      operation: operation.id,
      audience: operation.service,
      headers: [callId, timeout, contextHeader, idempotencyKey, ...encoded.headers],
      body: encoded.body,
    };
    headers.push(wireHeaders.signature, signer(call, caller ?? ""));
  }
  return headers;
}

/**
 * Milliseconds after a contract mark in which further calls of the same operation and caller carry
 * none.
 */
const silenceMs = 100;

/**
 * The contract marks that a transport has sent. Callees report a difference once, so one mark in a
 * while is enough: an additional header is the most expensive part of a small call for a callee to
 * parse. All callees behind one address soon get one.
 */
export class ContractNotes {
  readonly #last = new Map<Operation, { readonly caller: string | undefined; readonly at: number }>();

  /**
   * Claims the mark for a call, unless a recent one has carried it.
   * @param time milliseconds of `performance.now()`.
   * @returns `true` if the call carries the mark.
   */
  claim(operation: Operation, caller: string | undefined, time: number): boolean {
    const last = this.#last.get(operation);
    if (last !== undefined && last.caller === caller && time - last.at < silenceMs) return false;
    this.#last.set(operation, { caller, at: time });
    return true;
  }
}
