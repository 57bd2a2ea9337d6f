/** Calls to an application in this process: the requests are those of HTTP, without a socket. */

import type { Transport } from "@seamline/core";
import type { SigningKey } from "@seamline/core/extend";
import { anything, assertSettings, flag, object, type Setting } from "@seamline/core/settings";
import { createTransportOver } from "@seamline/http/extend";
import { type App, assertApp } from "../memory/app.ts";
import { dispatchInto } from "../memory/dispatch-into.ts";

/** The requests that a transport makes. */
export interface AppTransportOptions {
  /**
   * The origin that the application finds in its requests, as `host`, and the prefix of their paths:
   * `http(s)://host[:port][/base]`. Default `http://localhost`.
   */
  readonly url?: string;
  /**
   * Signing keys, of which the first signs every call; for contracts that the application serves to
   * signed callers. Default: calls are not signed.
   */
  readonly keys?: readonly SigningKey[];
  /**
   * `true` for an application that does not know Seamline: plain responses are read by their status
   * and content type, and only plain header fields are sent. Default `false`.
   */
  readonly foreign?: boolean;
  /** Header fields of every call to a foreign application, such as its API key. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The largest head that listeners of Seamline accept: other applications have limits of their own. */
const maxHeadBytes = 32 * 1024;

const transportSetting: Setting = object({ url: anything, keys: anything, foreign: flag, headers: anything });

/**
 * Creates a transport to an application in this process. Its middleware, routes and error handlers
 * run as for a request from a network; deadlines and cancellations abort the request. `close` waits
 * for calls under way, and leaves the application running.
 * @param app a node listener, a fetch handler, or an application of Express, Fastify, Hono, Koa or
 * Nest.
 * @throws {TypeError} for what is none of these, and for an unknown or invalid option.
 * @example
 * ```ts
 * const courier = new CourierClient(createAppTransport(app, { foreign: true }));
 * ```
 */
export function createAppTransport(app: App, options: AppTransportOptions = {}): Transport {
  assertApp("createAppTransport", app);
  assertSettings("createAppTransport", transportSetting, options);
  const sizes = options.foreign === true ? {} : { maxHeaderSize: maxHeadBytes };
  return createTransportOver((request, handler) => dispatchInto(app, { ...request, ...sizes }, handler), options);
}
