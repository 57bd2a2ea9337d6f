/** Writing requests: what a call becomes on its way to undici, alone or in a batch. */

import type { Readable } from "node:stream";
import { type CallRequest, ServiceError } from "@seamline/core";
import { type Operation, printTraceparent } from "@seamline/core/extend";
import { itemsOf } from "@seamline/core/internal";
import type { Dispatcher } from "undici";
import { batchType, cancelPath, printBatch, printBatchPath } from "../binding/batch/batch-text.ts";
import { encodeContext } from "../binding/call-fields.ts";
import { bindingOf, type EncodedInput } from "../binding/http-binding.ts";
import { jsonType } from "../binding/json-text.ts";
import { printUpload, toStreamType } from "../binding/stream/framing.ts";
import { wireHeaders } from "../binding/wire-headers.ts";
import { type Signer, toSignedBatch } from "../security/signature.ts";
import type { PendingCall } from "./pending-call.ts";

/**
 * Bytes that a request line and its headers may take; internal listeners refuse 32 KiB, with the
 * headers that HTTP itself adds.
 */
const maxHeadBytes = 31_000;
const maxTargetBytes = 8_000;

/** A request as undici takes it. */
export type WrittenRequest = Dispatcher.DispatchOptions;

/**
 * Puts the input of a call where it has to stand.
 * @throws {ServiceError} `invalid_argument` when it cannot stand there.
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

/** Where the requests of a transport go, who signs them, and what they have said. */
export interface RequestDestination {
  readonly origin: string;
  readonly basePath: string;
  readonly signer: Signer | undefined;
  readonly contractNotes: ContractNotes;
}

/**
 * Writes the request of one call. Written last, so that the time left and the signature's time
 * stamp are those of the sending.
 * @throws {ServiceError} `resource_exhausted` for a head that listeners would refuse.
 */
export function writeCall(target: RequestDestination, request: CallRequest, encoded: EncodedInput): WrittenRequest {
  const { operation } = request;
  const path = target.basePath + encoded.target;
  const headers = printHeaders(target, request, encoded);
  let size = path.length;
  for (const text of headers) size += text.length + 2;
  // Tracers can do without baggage; a call never fails for it.
  const { baggage } = request.context;
  if (baggage !== undefined && size + baggage.length + 16 <= maxHeadBytes) headers.push(wireHeaders.baggage, baggage);
  if (size > maxHeadBytes) {
    const text = `${operation.id}: expected headers of at most ${maxHeadBytes} bytes, found ${size}; are the principal or the metadata large?`;
    throw request.context.fail("resource_exhausted", text, { sent: "not_sent" });
  }
  const { streaming } = operation;
  const uploads = streaming !== undefined && streaming.input !== "none";
  const body = uploads ? printBody(streaming.input, request.input) : (encoded.body ?? null);
  // Not blocking: which connection waits for which answer is known in front of undici, which need
  // not look again.
  return { origin: target.origin, method: operation.http.method, path, headers, body, blocking: false };
}

/**
 * Writes the request of a batch: one body, one signature.
 * @param callId of the batch itself, which the output must echo.
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
  // Not blocking: what is given up is said on the same connection, while the answers are still to
  // come.
  return { origin, method: "POST", path: basePath + target, headers, body, blocking: false };
}

/**
 * Writes the request that gives up calls of a batch. It goes after the batch on the same
 * connection, without waiting for it.
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
 * The body of a client stream. Its bytes are not signed: they do not exist yet when the headers are
 * sent.
 */
function printBody(form: "items" | "bytes", input: unknown): Readable {
  // undici sends any async iterable, but its types know only Node's own streams.
  return printUpload(form, itemsOf(input)) as unknown as Readable;
}

function printHeaders(
  { signer, contractNotes }: RequestDestination,
  { operation, context }: CallRequest,
  encoded: EncodedInput,
): string[] {
  const deadline = context.startClock();
  const now = performance.now();
  const timeout = String(Math.ceil(Math.max(0, deadline - now)));
  const about = encodeContext(context);
  const { callId, trace, idempotencyKey, caller } = context;
  const { contractMark, headerNames } = encoded.binding;
  const headers = [wireHeaders.callId, callId, wireHeaders.timeout, timeout];
  headers.push(wireHeaders.trace, printTraceparent(trace));
  if (contractNotes.claim(operation, caller, now)) headers.push(wireHeaders.contract, contractMark);
  if (trace.state !== undefined) headers.push(wireHeaders.traceState, trace.state);
  if (encoded.body !== undefined) headers.push("content-type", jsonType);
  const uploads = operation.streaming?.input ?? "none";
  if (uploads !== "none") headers.push("content-type", toStreamType(uploads));
  if (about !== undefined) headers.push(wireHeaders.context, about);
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
      headers: [callId, timeout, about, idempotencyKey, ...encoded.headers],
      body: encoded.body,
    };
    headers.push(wireHeaders.signature, signer(call, caller ?? ""));
  }
  return headers;
}

/**
 * Milliseconds for which calls of one operation, in one name, need no mark after one that had it.
 */
const silenceMs = 100;

/**
 * The contract marks that the calls of one transport have carried. Callees report a difference
 * once, so not every call has to carry one: a header more is what a callee takes longest to read of
 * a small call. All callees behind one address get one soon.
 */
export class ContractNotes {
  readonly #last = new Map<Operation, { readonly caller: string | undefined; readonly at: number }>();

  /**
   * Claims the mark for a call, unless another has lately had it.
   * @param now milliseconds of `performance.now()`.
   * @returns `true` if the call carries the mark.
   */
  claim(operation: Operation, caller: string | undefined, now: number): boolean {
    const last = this.#last.get(operation);
    if (last !== undefined && last.caller === caller && now - last.at < silenceMs) return false;
    this.#last.set(operation, { caller, at: now });
    return true;
  }
}
