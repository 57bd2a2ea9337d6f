/**
 * Calls over HTTP: each is a `dispatch()` on a connection of this transport, with one small
 * handler. `fetch`, `request()` and the process-wide dispatcher are not involved, so the settings
 * of a host application there do not change calls.
 */

import type { Transport } from "@seamline/core";
import { createTransport, type SigningKey } from "@seamline/core/extend";
import { soon, withoutInstrumentation } from "@seamline/core/internal";
import { assertSettings } from "@seamline/core/settings";
import { createSigner } from "@seamline/core/signing";
import type { Dispatcher } from "undici";
import { checkedLookup } from "../binding/denied-addresses.ts";
import { type HttpTarget, parseTarget, schemes } from "../binding/http-target.ts";
import { idleTimeoutMs } from "../binding/wire-headers.ts";
import {
  type Connection,
  createConnectionFactory,
  dispatchBehind,
  dispatchOn,
  resumeLater,
} from "../node/undici-connection.ts";
import { BatchExchange } from "./batch/batch-exchange.ts";
import { assertBatch, type Batching, createBatching } from "./batch/batching.ts";
import { type ClientTls, isSecure, toClientTls } from "./client-tls.ts";
import { createConnectionSlots, maxWaiting } from "./connection-slots.ts";
import { Exchange } from "./exchange.ts";
import { assertForeignOptions, toForeignHeaders } from "./foreign/foreign-headers.ts";
import { transportSetting } from "./http-settings.ts";
import {
  ContractNotes,
  encodeCall,
  type RequestDestination,
  writeBatch,
  writeCall,
  writeGiveUp,
} from "./request-writer.ts";

/** Connections, signatures and TLS of a transport. */
export interface HttpTransportOptions {
  /**
   * Connections to the target at most; each carries one request at a time. 1 to 1,024, default 64.
   */
  readonly connections?: number;
  /**
   * The largest number of calls of one turn of the event loop that share a request. 2 to 256.
   * Default: each call has a separate request.
   */
  readonly batch?: number;
  /**
   * Signing keys, of which the first signs every call. Default: calls are not signed, which only
   * listeners on loopback accept.
   */
  readonly keys?: readonly SigningKey[];
  /**
   * TLS for `https:` URLs. Default: the authorities that Node trusts, and no client certificate.
   */
  readonly tls?: ClientTls;
  /**
   * Allows calls to link-local and metadata addresses, by address or by a name that resolves to
   * one. Default `false`.
   */
  readonly allowLinkLocal?: boolean;
  /**
   * `true` for a callee that does not know Seamline: plain responses are read by their status and
   * content type, and only plain header fields are sent. Default `false`.
   */
  readonly foreign?: boolean;
  /**
   * Header fields of every call to a foreign callee, such as its API key. A field of an operation's
   * input precedes one of the same name. Default: none.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Interceptors around every request, as in undici's `dispatcher.compose`; the last is outermost.
   * For mocks and measurements. Default: none.
   */
  readonly interceptors?: readonly Dispatcher.DispatcherComposeInterceptor[];
}

/** The default number of connections per target. */
export const defaultConnections = 64;

/** The largest number of connections per target. */
export const maxConnectionsPerTarget = 1024;

/**
 * The longest time to open a connection, in milliseconds; the deadline of a call may end it
 * earlier.
 */
const connectTimeoutMs = 5_000;

/**
 * Creates a transport to one callee.
 * @param url `http(s)://host[:port][/base]` or `http+unix:///path`, without options.
 * @throws {TypeError} for an invalid URL or option.
 */
export function createHttpTransport(url: string, options: HttpTransportOptions = {}): Transport {
  assertSettings("createHttpTransport", transportSetting, options);
  const [, scheme = "", rest = ""] = /^([a-z+]+):(.*)$/s.exec(url) ?? [];
  if (!schemes.includes(scheme)) {
    throw new TypeError(`expected a URL with the scheme ${schemes.join(", ")}, found ${JSON.stringify(url)}`);
  }
  const faults: string[] = [];
  const addFault = (position: number, message: string): unknown =>
    faults.push(`${JSON.stringify(url)} at character ${position + 1}: ${message}`);
  const target = parseTarget(scheme, rest, addFault, options.allowLinkLocal);
  if (target === undefined) throw new TypeError(faults.join("; "));
  if (options.tls !== undefined && !isSecure(target)) {
    throw new TypeError(`tls: expected an https: URL to go with it, found ${JSON.stringify(url)}`);
  }
  assertForeignOptions(options);
  return createTargetTransport(target, options);
}

/**
 * Creates a transport to a parsed target.
 * @throws {TypeError} for an invalid option.
 */
export function createTargetTransport(target: HttpTarget, options: HttpTransportOptions = {}): Transport {
  const connections = options.connections ?? defaultConnections;
  assertConnections(connections);
  assertBatch(options.batch);
  const secure = isSecure(target);
  const to: RequestDestination = {
    origin: target.origin,
    basePath: target.basePath,
    signer: createSigner(options.keys ?? []),
    contractNotes: new ContractNotes(),
    foreign: options.foreign === true ? toForeignHeaders(options.headers) : undefined,
  };
  const open = createConnectionFactory(target.origin, {
    connect: {
      ...(target.socketPath !== undefined && { socketPath: target.socketPath }),
      ...(secure && toClientTls(options.tls ?? {})),
      ...(options.allowLinkLocal !== true && { lookup: checkedLookup }),
      allowH2: false,
      timeout: connectTimeoutMs,
    },
    client: {
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: idleTimeoutMs,
      keepAliveMaxTimeout: idleTimeoutMs,
      // The call's deadline covers connecting, headers and body.
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    interceptors: options.interceptors ?? [],
  });
  const slots = createConnectionSlots<Exchange | BatchExchange, Connection>(connections, idleTimeoutMs, {
    open,
    close: ({ client }) => client.close(),
    start(exchange, connection) {
      try {
        const request =
          exchange instanceof BatchExchange
            ? writeBatch(to, exchange.callId, exchange.begin(connection))
            : writeCall(to, exchange.begin(connection), exchange.encoded);
        withoutInstrumentation(() => dispatchOn(connection, request, exchange));
      } catch (reason) {
        exchange.onResponseError(null, reason);
      }
    },
  });
  const keyId = options.keys?.[0]?.id;
  const onFree = (connection: Connection): void => {
    slots.free(connection);
    resumeLater(connection);
  };
  const events = { secure, keyId, onFree, foreign: options.foreign === true };
  const sendAlone: Batching["add"] = (request, encoded, receiver) => {
    const { context, operation } = request;
    const exchange = new Exchange(request, encoded, receiver, events);
    context.onCancel((error) => {
      slots.leave(exchange);
      exchange.cancel(error);
    });
    if (context.cancellation !== undefined || slots.enter(exchange)) return;
    const text = `${operation.id} found ${maxWaiting} calls waiting for a connection already`;
    exchange.cancel(context.fail("resource_exhausted", text, { sent: "not_sent" }));
  };
  const giveUp = (connection: Connection, callIds: readonly string[]): void =>
    dispatchBehind(connection, writeGiveUp(to, callIds));
  const batching =
    options.batch === undefined
      ? undefined
      : createBatching({ maxCalls: options.batch, secure, keyId, slots, sendAlone, giveUp });
  let closed: Promise<void> | undefined;
  return createTransport(
    (request, receiver) => {
      try {
        const { context, operation } = request;
        if (closed !== undefined)
          throw context.fail("unavailable", `${operation.id} was called after its transport was closed`);
        const encoded = encodeCall(request);
        if (batching?.accepts(request) === true) batching.add(request, encoded, receiver);
        else sendAlone(request, encoded, receiver);
      } catch (reason) {
        soon(() => receiver.fail(reason));
      }
    },
    () => {
      if (closed !== undefined) return closed;
      const closing = Promise.withResolvers<void>();
      closed = closing.promise;
      batching?.flush();
      closing.resolve(slots.close());
      return closed;
    },
  );
}

/**
 * Refuses a number of connections outside the bounds.
 * @throws {TypeError} with the bounds.
 */
export function assertConnections(connections: number): void {
  if (Number.isInteger(connections) && connections >= 1 && connections <= maxConnectionsPerTarget) return;
  throw new TypeError(`connections: expected 1 to ${maxConnectionsPerTarget}, found ${connections}`);
}
