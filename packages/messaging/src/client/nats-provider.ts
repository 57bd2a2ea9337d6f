/** `nats()`: adds the scheme nats to an application's topology. */

import type { NodeConnectionOptions } from "@nats-io/transport-node";
import { anything, assertSettings, object, type Setting } from "@seamline/core/settings";
import { printHost } from "../connection/call-target.ts";
import { connectToNats } from "../connection/nats-connection.ts";
import { type CallBroker, createCallBroker } from "./call-broker.ts";

/** Settings of all NATS URLs of an application. */
export interface NatsOptions {
  /**
   * Options of the library, such as `authenticator`, `token` and `tls`. Servers and the user are
   * those of the URL; reconnecting is up to Seamline. Default: none.
   */
  readonly connection?: NodeConnectionOptions;
}

const natsSetting: Setting = object({ connection: anything });

const ports = { nats: { port: 4222, secure: false }, "nats+tls": { port: 4222, secure: true } } as const;

/**
 * Creates the provider of NATS URLs: `SEAMLINE_COURIER=nats://broker:4222?timeout=800ms`.
 * `nats+tls:` requires TLS.
 * @throws {TypeError} for an unknown option.
 * @example
 * ```ts
 * createApplication({ modules, transports: [nats()], env: process.env });
 * ```
 */
export function nats(options: NatsOptions = {}): CallBroker {
  assertSettings("nats", natsSetting, options);
  return createCallBroker({
    name: "nats",
    ports,
    connectTo: ({ host, port, user, password, secure, prefix }) =>
      connectToNats(
        {
          ...options.connection,
          servers: `${printHost(host)}:${port}`,
          ...(user !== undefined && { user }),
          ...(password !== undefined && { pass: password }),
          ...(secure && { tls: options.connection?.tls ?? {} }),
        },
        prefix,
      ),
  });
}
