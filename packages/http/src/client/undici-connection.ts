/**
 * undici's connection pool, by its own module. The package's main entry may install a process-wide dispatcher when it is
 * imported, through which the host's built-in `fetch` goes from then on; it also loads fetch, WebSocket and mocks. The dependency
 * is pinned, so the path cannot move unnoticed.
 */

import { createRequire } from "node:module";
import type { Client as ClientType, Dispatcher, Pool as PoolType } from "undici";

const require = createRequire(import.meta.url);

/** Makes pools of connections to one origin. */
export const Pool: typeof PoolType = require("undici/lib/dispatcher/pool.js");

const Client: typeof ClientType = require("undici/lib/dispatcher/client.js");

/** A handler that wants to know which connection carries it. */
export interface PinnedHandler extends Dispatcher.DispatchHandler {
  /** Called before anything else. What is dispatched on `connection` goes the same way. */
  onPin(connection: ClientType): void;
}

/** A connection that introduces itself. For the `factory` of a {@link Pool}. */
export function createPinnedClient(origin: URL, options: object): ClientType {
  return new PinnedClient(origin, options);
}

class PinnedClient extends Client {
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if ("onPin" in handler) (handler as PinnedHandler).onPin(this);
    return super.dispatch(options, handler);
  }
}

/**
 * Sends a request on a connection that is carrying another, behind it, without waiting for its answer. Nobody waits for the
 * request's own answer, nor is told when it fails.
 */
export function dispatchBehind(connection: ClientType, options: Dispatcher.DispatchOptions): void {
  if (connection.closed || connection.destroyed) return;
  const done = (): void => {
    connection.pipelining -= 1;
  };
  connection.pipelining += 1;
  connection.dispatch(options, { ...ignored, onResponseEnd: done, onResponseError: done });
}

/** undici refuses handlers that leave one of these out. */
const ignored: Dispatcher.DispatchHandler = {
  onRequestStart: () => undefined,
  onResponseStart: () => undefined,
  onResponseData: () => undefined,
};
