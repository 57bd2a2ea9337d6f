/**
 * undici's connections, by their own module. The package's main entry may install a process-wide
 * dispatcher when it is imported, through which the host's built-in `fetch` goes from then on; it
 * also loads fetch, WebSocket and mocks. The dependency is pinned, so the paths cannot move
 * unnoticed. undici's pools are left out too: who waits for a connection, and which one a call
 * gets, is decided in front of them (see connection-slots.ts), and a pool would look for a free
 * connection again, and tell of each one that is.
 */

import { createRequire } from "node:module";
import type { buildConnector as BuildConnector, Client as ClientType, Dispatcher } from "undici";

const require = createRequire(import.meta.url);

const Client: typeof ClientType = require("undici/lib/dispatcher/client.js");
const buildConnector: typeof BuildConnector = require("undici/lib/core/connect.js");
const { kKeepAliveDefaultTimeout, kKeepAliveTimeoutValue }: Readonly<Record<string, symbol>> =
  require("undici/lib/core/symbols.js");

/**
 * A connection to one origin. It opens when it is first used, and again when it has been closed by
 * the other side.
 */
export interface Connection {
  /** When it was used last, by the clock of its slots. */
  usedAt: number;
  readonly client: ClientType;
  /** Its way in: the client, with interceptors around it. */
  readonly dispatcher: Dispatcher;
}

/** What connections to one origin have in common. */
export interface ConnectionOptions {
  /** How sockets are opened: a Unix socket's path, TLS, name resolution. */
  readonly connect: BuildConnector.BuildOptions;
  /** For requests and answers. */
  readonly client: Omit<ClientType.Options, "connect">;
  /** Wrapped around every request, the last outermost. */
  readonly interceptors: readonly Dispatcher.DispatcherComposeInterceptor[];
}

/** Makes what makes connections to one origin; they share their TLS sessions. */
export function createConnectionFactory(origin: string, options: ConnectionOptions): () => Connection {
  const connect = buildConnector(options.connect);
  const { interceptors } = options;
  return () => {
    const client = new Client(origin, { ...options.client, connect });
    leaveIdle(client);
    const dispatcher = interceptors.length === 0 ? client : client.compose([...interceptors]);
    return { client, dispatcher, usedAt: 0 };
  };
}

/**
 * undici times every connection that is idle, by a timer that is set and cleared with each request:
 * a tenth of what a small call costs here. Idle connections are found by a look now and then (see
 * connection-slots.ts), so it is told of no time, which its options do not allow. Where a server
 * says for how long it keeps a connection undici keeps to that, as it would.
 */
function leaveIdle(client: object): void {
  for (const key of [kKeepAliveDefaultTimeout, kKeepAliveTimeoutValue]) {
    if (key === undefined || !(key in client)) throw new TypeError("expected undici 8.12, found another version");
    Object.assign(client, { [key]: 0 });
  }
}

/**
 * Sends a request on a connection that is carrying another, behind it, without waiting for its
 * answer. Nobody waits for the request's own answer, nor is told when it fails.
 */
export function dispatchBehind({ client }: Connection, options: Dispatcher.DispatchOptions): void {
  if (client.closed || client.destroyed) return;
  const done = (): void => {
    client.pipelining -= 1;
  };
  client.pipelining += 1;
  client.dispatch(options, { ...ignored, onResponseEnd: done, onResponseError: done });
}

/** undici refuses handlers that leave one of these out. */
const ignored: Dispatcher.DispatchHandler = {
  onRequestStart: () => undefined,
  onResponseStart: () => undefined,
  onResponseData: () => undefined,
};
