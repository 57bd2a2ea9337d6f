/**
 * Calls over HTTP: each one a `dispatch()` on a pool of our own, with one small handler. Neither `fetch` nor `request()` nor the
 * process-wide dispatcher are involved, so nothing that a host application configures there changes a call.
 */

import type { CallRequest, Transport } from "@seamline/core";
import type { SigningKey } from "@seamline/core/extend";
import type { Client, Dispatcher } from "undici";
import type { EncodedInput } from "../binding/http-binding.ts";
import { createSigner } from "../security/signature.ts";
import type { BatchExchange } from "./batch-exchange.ts";
import { assertBatch, createBatching } from "./batching.ts";
import { type ClientTls, isSecure, toClientTls } from "./client-tls.ts";
import { type ConnectionSlots, createConnectionSlots, maxWaiting } from "./connection-slots.ts";
import { guardedLookup } from "./denied-addresses.ts";
import { type CallEvents, Exchange } from "./exchange.ts";
import { type HttpTarget, parseTarget, schemes } from "./http-target.ts";
import { encodeCall, type WrittenRequest, writeBatch, writeCall, writeGiveUp } from "./request-writer.ts";
import { createPinnedClient, dispatchBehind, Pool } from "./undici-pool.ts";

/** How a transport reaches its target. */
export interface HttpTransportOptions {
  /** Connections to the target at most; each carries one call at a time. 1 to 1,024, default 64. */
  readonly connections?: number;
  /**
   * Calls that are made in one turn of the event loop share a request, this many at most. 2 to 256. Default: every call has a
   * request of its own.
   */
  readonly batch?: number;
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
  assertBatch(options.batch);
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
    ...(options.batch !== undefined && { factory: createPinnedClient }),
  });
  const { interceptors = [] } = options;
  const dispatcher: Dispatcher = interceptors.length === 0 ? pool : pool.compose([...interceptors]);
  const slots: ConnectionSlots<Exchange | BatchExchange> = createConnectionSlots(connections, (exchange) => {
    try {
      dispatcher.dispatch({ origin: target.origin, ...write(exchange) }, exchange);
    } catch (reason) {
      exchange.onResponseError(null, reason);
    }
  });
  const write = (exchange: Exchange | BatchExchange): WrittenRequest =>
    exchange instanceof Exchange
      ? writeCall(target.basePath, exchange.request, exchange.encoded, signer)
      : writeBatch(target.basePath, exchange.callId, exchange.begin(), signer);
  const sendAlone = (request: CallRequest, encoded: EncodedInput, events: CallEvents): void => {
    const { context, operation } = request;
    const exchange = new Exchange(request, encoded, events, { onFree: slots.free, secure });
    context.onCancel((error) => {
      slots.leave(exchange);
      exchange.cancel(error);
    });
    if (context.cancellation !== undefined || slots.enter(exchange)) return;
    const text = `${operation.id} found ${maxWaiting} calls waiting for a connection already`;
    events.reject(context.fail("resource_exhausted", text, { sent: "not_sent" }));
  };
  const giveUp = (connection: Client, callIds: readonly string[]): void =>
    dispatchBehind(connection, writeGiveUp(target.basePath, callIds));
  const batching =
    options.batch === undefined ? undefined : createBatching({ most: options.batch, secure, slots, sendAlone, giveUp });
  let closed = false;
  return {
    call(request) {
      return new Promise((resolve, reject) => {
        const { context, operation } = request;
        if (closed) return reject(context.fail("unavailable", `${operation.id} came after its transport was closed`));
        const encoded = encodeCall(request);
        if (batching?.takes(request)) batching.add(request, encoded, { resolve, reject });
        else sendAlone(request, encoded, { resolve, reject });
      });
    },
    async close() {
      closed = true;
      batching?.flush();
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
