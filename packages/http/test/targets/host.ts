/** What a listener needs to serve dispatchers that no application stands behind: a transport's tests start no modules. */

import type { ApplicationHost, Dispatcher, SigningKey } from "@seamline/core/extend";

/** A host that has started already. @param keys default none: callers on loopback need not sign. */
export function createHost(dispatchers: readonly Dispatcher[], keys: readonly SigningKey[] = []): ApplicationHost {
  return { state: "ready", dispatchers, keys, async start() {}, addListener() {} };
}
