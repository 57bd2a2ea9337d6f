/** A host without an application, for tests of transports, which start no modules. */

import type { ApplicationHost, Dispatcher, SigningKey } from "@seamline/core/extend";

/**
 * Creates a started host.
 * @param keys default none: callers on loopback need not sign.
 */
export function createHost(dispatchers: readonly Dispatcher[], keys: readonly SigningKey[] = []): ApplicationHost {
  return {
    state: "ready",
    dispatchers,
    keys,
    unreadyReasons: [],
    async start() {},
    addListener() {},
    addReadinessCheck: () => () => undefined,
  };
}
