/**
 * undici's connections, imported from their own modules. The package's main entry may install a
 * process-wide dispatcher when it is imported, through which the host's built-in `fetch` goes from
 * then on; it also loads fetch, WebSocket and mocks. The dependency is pinned, so the paths cannot
 * move unnoticed. undici's pools are left out too: connections are queued for and assigned in front
 * of them (see connection-slots.ts), and a pool would search for a free connection again, and emit
 * an event for each.
 */

/// <reference path="./undici-modules.d.ts" />

import type { buildConnector as BuildConnector, Client as ClientType, Dispatcher } from "undici";
import buildConnector from "undici/lib/core/connect.js";
import symbols from "undici/lib/core/symbols.js";
import Client from "undici/lib/dispatcher/client.js";

const { kKeepAliveDefaultTimeout, kKeepAliveTimeoutValue } = symbols;

/**
 * A connection to one origin. It opens when it is first used, and again after the other side has
 * closed it.
 */
export interface Connection {
  /** The time of its last use, by the counter of its slots. */
  usedAt: number;
  /** The depth of nesting of the calls that occupy it, set by its slots. */
  depth: number;
  readonly client: ClientType;
  /** The entry for requests: the client, with interceptors around it. */
  readonly dispatcher: Dispatcher;
}

/** Options of all connections to one origin. */
export interface ConnectionOptions {
  /** Options of sockets: the path of a Unix socket, TLS, name resolution. */
  readonly connect: BuildConnector.BuildOptions;
  /** Options of undici's client. */
  readonly client: Omit<ClientType.Options, "connect">;
  /** Interceptors around every request; the last is outermost. */
  readonly interceptors: readonly Dispatcher.DispatcherComposeInterceptor[];
}

/** Creates a factory of connections to one origin, which share their TLS sessions. */
export function createConnectionFactory(origin: string, options: ConnectionOptions): () => Connection {
  const connect = buildConnector(options.connect);
  const { interceptors } = options;
  return () => {
    const client = new Client(origin, { ...options.client, connect });
    leaveIdle(client);
    const dispatcher = interceptors.length === 0 ? client : client.compose([...interceptors]);
    return { client, dispatcher, usedAt: 0, depth: 1 };
  };
}

/**
 * Disables undici's idle timer, which is set and cleared with each request: a tenth of the time
 * that a small call costs here. A periodic check finds idle connections instead (see
 * connection-slots.ts). undici's options do not allow zero, so its fields are set. If a server
 * announces a keep-alive time, undici still keeps to it.
 */
function leaveIdle(client: object): void {
  for (const key of [kKeepAliveDefaultTimeout, kKeepAliveTimeoutValue]) {
    if (key === undefined || !(key in client)) throw new TypeError("expected undici 8.12, found another version");
    Object.assign(client, { [key]: 0 });
  }
}

/**
 * Sends a request on a connection behind the one that is under way, without waiting for its
 * response. The response of the request is ignored, and so are its failures.
 */
export function dispatchBehind({ client }: Connection, options: Dispatcher.DispatchOptions): void {
  if (client.closed || client.destroyed) return;
  const done = (): void => {
    client.pipelining -= 1;
  };
  client.pipelining += 1;
  client.dispatch(options, { ...ignored, onResponseEnd: done, onResponseError: done });
}

/** undici refuses handlers without these. */
const ignored: Dispatcher.DispatchHandler = {
  onRequestStart: () => undefined,
  onResponseStart: () => undefined,
  onResponseData: () => undefined,
};
