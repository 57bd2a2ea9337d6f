/**
 * undici's connections. Its pools are left out: connections are queued for and assigned in front of
 * them (see connection-slots.ts), and a pool would search for a free connection again, and emit an
 * event for each.
 * @see https://github.com/nodejs/undici/blob/v8.13.1/lib/dispatcher/client.js
 * @see https://github.com/nodejs/undici/blob/v8.13.1/lib/core/connect.js
 * @see https://github.com/nodejs/undici/blob/v8.13.1/lib/core/symbols.js
 */

import { afterTurn, isImmediateFaked, withoutInstrumentation, withRealImmediate } from "@seamline/core/internal";
import type { buildConnector as BuildConnector, Client as ClientType, Dispatcher } from "undici";
import { closeShortcut } from "./shortcuts.ts";
import modules from "./undici-modules.cjs";

const { Client, buildConnector } = findParts();
const idleFields = findIdleFields();

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
  for (const field of idleFields) Object.assign(client, { [field]: 0 });
}

/** Finds undici's client and connector. */
function findParts(): Pick<ReturnType<typeof modules.loadMainEntry>, "Client" | "buildConnector"> {
  const { Client, buildConnector } = modules;
  if (typeof Client === "function" && typeof buildConnector === "function") return { Client, buildConnector };
  closeShortcut("undici-modules");
  return modules.loadMainEntry();
}

/** Finds the fields in which a client stores the idle time of its connections; none if they differ. */
function findIdleFields(): readonly symbol[] {
  const { kKeepAliveDefaultTimeout, kKeepAliveTimeoutValue } = modules.symbols ?? {};
  const fields: readonly unknown[] = [kKeepAliveDefaultTimeout, kKeepAliveTimeoutValue];
  const keepAliveTimeout = 1_234;
  const probe: object = new Client("http://localhost", { keepAliveTimeout }); // opens no connection
  const isField = (one: unknown): one is symbol =>
    typeof one === "symbol" && Reflect.get(probe, one) === keepAliveTimeout;
  if (fields.every(isField)) return fields;
  closeShortcut("idle-timer");
  return [];
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
  const handler = { ...ignored, onResponseEnd: done, onResponseError: done };
  withoutInstrumentation(() => client.dispatch(options, handler));
}

/** undici refuses handlers without these. */
const ignored: Dispatcher.DispatchHandler = {
  onRequestStart: () => undefined,
  onResponseStart: () => undefined,
  onResponseData: () => undefined,
};

/**
 * Sends a request. undici checks a connection for its end before it uses it again, one turn later,
 * by the global `setImmediate`: one that a test has replaced would keep the request for ever.
 */
export function dispatchOn(
  { dispatcher }: Connection,
  options: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler,
): void {
  if (isImmediateFaked()) withRealImmediate(() => dispatcher.dispatch(options, handler));
  else dispatcher.dispatch(options, handler);
}

/**
 * Resumes a connection after a response, as undici does by `setImmediate`, if a test has replaced
 * it. Setting `pipelining` resumes.
 */
export function resumeLater({ client }: Connection): void {
  if (!isImmediateFaked()) return;
  afterTurn(() =>
    withRealImmediate(() => {
      const { pipelining } = client;
      if (!client.destroyed) client.pipelining = pipelining;
    }),
  );
}
