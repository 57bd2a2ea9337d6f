/**
 * Calls over HTTP: each one a `dispatch()` on a pool of our own, with one small handler. Neither `fetch` nor `request()` nor the
 * process-wide dispatcher are involved, so nothing that a host application configures there changes a call.
 */

import type { Readable } from "node:stream";
import { type CallRequest, ServiceError, type Transport } from "@seamline/core";
import { printTraceparent, type SigningKey } from "@seamline/core/extend";
import type { Dispatcher } from "undici";
import { encodeContext } from "../binding/call-fields.ts";
import { bindingOf, type EncodedInput } from "../binding/http-binding.ts";
import { jsonType } from "../binding/json-text.ts";
import { printUpload, toStreamType } from "../binding/stream-text.ts";
import { toContractMark, wireHeaders } from "../binding/wire-headers.ts";
import { createSigner, type Signer } from "../security/signature.ts";
import { type ClientTls, isSecure, toClientTls } from "./client-tls.ts";
import { type ConnectionSlots, createConnectionSlots, maxWaiting } from "./connection-slots.ts";
import { guardedLookup } from "./denied-addresses.ts";
import { Exchange } from "./exchange.ts";
import { type HttpTarget, parseTarget, schemes } from "./http-target.ts";
import { Pool } from "./undici-pool.ts";

/** How a transport reaches its target. */
export interface HttpTransportOptions {
  /** Connections to the target at most; each carries one call at a time. 1 to 1,024, default 64. */
  readonly connections?: number;
  /** The first signs every call. Default: calls are not signed, which only listeners on loopback accept. */
  readonly keys?: readonly SigningKey[];
  /** For `https:` URLs. Default: the authorities that Node believes, and no certificate of our own. */
  readonly tls?: ClientTls;
  /** Whether link-local and metadata addresses may be called, by address or by a name that resolves to one. Default `false`. */
  readonly linkLocal?: boolean;
  /** Wrapped around every request, as undici's `dispatcher.compose` does; the last is outermost. For mocks and measurements. */
  readonly interceptors?: readonly Dispatcher.DispatcherComposeInterceptor[];
}

/** Connections per target when nobody says otherwise. */
export const defaultConnections = 64;

/** Most connections per target. */
export const maxConnectionsPerTarget = 1024;

/** Milliseconds to wait for a connection; calls end earlier when their deadline does. */
const connectTimeoutMs = 5_000;

/** Milliseconds a connection may be idle: shorter than any listener of ours waits, so none is used while it is being closed. */
const idleTimeoutMs = 4_000;

/** Bytes that a request line and its headers may take; internal listeners refuse 32 KiB, with the headers that HTTP itself adds. */
const maxHeadBytes = 31_000;
const maxTargetBytes = 8_000;

/**
 * Carries calls to one callee.
 * @param url `http(s)://host[:port][/base]` or `http+unix:///path`, without options.
 * @throws {TypeError} for a URL or an option that cannot work.
 */
export function createHttpTransport(url: string, options: HttpTransportOptions = {}): Transport {
  const [, scheme = "", rest = ""] = /^([a-z+]+):(.*)$/s.exec(url) ?? [];
  if (!schemes.includes(scheme)) {
    throw new TypeError(`expected a URL with the scheme ${schemes.join(", ")}, found ${JSON.stringify(url)}`);
  }
  const faults: string[] = [];
  const addFault = (position: number, message: string): unknown =>
    faults.push(`${JSON.stringify(url)} at character ${position + 1}: ${message}`);
  const target = parseTarget(scheme, rest, addFault, options.linkLocal);
  if (target === undefined) throw new TypeError(faults.join("; "));
  if (options.tls !== undefined && !isSecure(target)) {
    throw new TypeError(`tls: expected an https: URL to go with it, found ${JSON.stringify(url)}`);
  }
  return createTargetTransport(target, options);
}

/** Carries calls to a target that was parsed already. */
export function createTargetTransport(target: HttpTarget, options: HttpTransportOptions = {}): Transport {
  const connections = options.connections ?? defaultConnections;
  assertConnections(connections);
  const signer = createSigner(options.keys ?? []);
  const secure = isSecure(target);
  const pool = new Pool(target.origin, {
    ...(target.socketPath !== undefined && { socketPath: target.socketPath }),
    connections,
    pipelining: 1,
    allowH2: false,
    connectTimeout: connectTimeoutMs,
    connect: {
      ...(secure && toClientTls(options.tls ?? {})),
      ...(options.linkLocal !== true && { lookup: guardedLookup }),
    },
    keepAliveTimeout: idleTimeoutMs,
    keepAliveMaxTimeout: idleTimeoutMs,
    // The call's own deadline covers connecting, headers and body.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const { interceptors = [] } = options;
  const dispatcher: Dispatcher = interceptors.length === 0 ? pool : pool.compose([...interceptors]);
  const slots: ConnectionSlots = createConnectionSlots(connections, (exchange) => {
    try {
      dispatch(dispatcher, target, exchange, signer);
    } catch (reason) {
      exchange.onResponseError(null, reason);
    }
  });
  let closed = false;
  return {
    call(request) {
      return new Promise((resolve, reject) => {
        const { context, operation } = request;
        if (closed) return reject(context.fail("unavailable", `${operation.id} came after its transport was closed`));
        const encoded = encode(request);
        const exchange = new Exchange(request, encoded, { resolve, reject, onFree: slots.free, secure });
        context.onCancel((error) => {
          slots.leave(exchange);
          exchange.cancel(error);
        });
        if (context.cancellation !== undefined || slots.enter(exchange)) return;
        const text = `${operation.id} found ${maxWaiting} calls waiting for a connection already`;
        reject(context.fail("resource_exhausted", text, { sent: "not_sent" }));
      });
    },
    async close() {
      closed = true;
      await slots.idle();
      await pool.close();
    },
  };
}

/** @throws {TypeError} for a number of connections that a target cannot have. */
export function assertConnections(connections: number): void {
  if (Number.isInteger(connections) && connections >= 1 && connections <= maxConnectionsPerTarget) return;
  throw new TypeError(`connections: expected 1 to ${maxConnectionsPerTarget}, found ${connections}`);
}

function encode({ operation, input }: CallRequest): EncodedInput {
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

/** Headers are written last, so that the time left and the signature's time stamp are those of the sending. */
function dispatch(dispatcher: Dispatcher, target: HttpTarget, exchange: Exchange, signer: Signer | undefined): void {
  const { request, encoded } = exchange;
  const { operation } = request;
  const path = target.basePath === "" ? encoded.target : target.basePath + encoded.target;
  const headers = printHeaders(request, encoded, signer);
  let size = path.length;
  for (const text of headers) size += text.length + 2;
  // Tracers can do without baggage; a call never fails for it.
  const { baggage } = request.context;
  if (baggage !== undefined && size + baggage.length + 16 <= maxHeadBytes) headers.push(wireHeaders.baggage, baggage);
  if (size > maxHeadBytes) {
    const text = `${operation.id}: expected headers of at most ${maxHeadBytes} bytes, found ${size}; are the principal or the metadata large?`;
    throw request.context.fail("resource_exhausted", text, { sent: "not_sent" });
  }
  const body = uploadOf(request) ?? encoded.body ?? null;
  dispatcher.dispatch({ origin: target.origin, method: operation.http.method, path, headers, body }, exchange);
}

/** The body of a client stream. Its bytes are not signed: they do not exist yet when the headers are sent. */
function uploadOf({ operation: { streaming }, input }: CallRequest): Readable | undefined {
  if (streaming === undefined || streaming.input === "none") return undefined;
  // undici sends any async iterable, but its types know only Node's own streams.
  return printUpload(streaming.input, input as AsyncIterable<unknown>) as unknown as Readable;
}

function printHeaders(
  { operation, context }: CallRequest,
  encoded: EncodedInput,
  signer: Signer | undefined,
): string[] {
  const timeout = String(Math.ceil(context.remainingMs));
  const about = encodeContext(context);
  const { trace } = context;
  const headers: string[] = [];
  headers.push(wireHeaders.callId, context.callId);
  headers.push(wireHeaders.timeout, timeout);
  headers.push(wireHeaders.trace, printTraceparent(trace));
  headers.push(wireHeaders.contract, toContractMark(operation.contractHash));
  if (trace.state !== undefined) headers.push(wireHeaders.traceState, trace.state);
  if (encoded.body !== undefined) headers.push("content-type", jsonType);
  const uploads = operation.streaming?.input ?? "none";
  if (uploads !== "none") headers.push("content-type", toStreamType(uploads));
  if (about !== undefined) headers.push(wireHeaders.context, about);
  if (context.idempotencyKey !== undefined) headers.push(wireHeaders.idempotencyKey, context.idempotencyKey);
  for (const [index, name] of bindingOf(operation).headerNames.entries()) {
    const value = encoded.headers[index];
    if (value !== undefined) headers.push(name, value);
  }
  if (signer !== undefined) {
    const call = {
      method: operation.http.method,
      target: encoded.target,
      operation: operation.id,
      audience: operation.service,
      headers: [context.callId, timeout, about, context.idempotencyKey, ...encoded.headers],
      body: encoded.body,
    };
    headers.push(wireHeaders.signature, signer(call, context.caller ?? ""));
  }
  return headers;
}
