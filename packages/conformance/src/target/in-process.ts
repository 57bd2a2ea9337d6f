/** The in-process transports as targets. */

import type { Transport } from "@seamline/core";
import { createInProcessTransport, type Dispatcher } from "@seamline/core/extend";
import { createStrictTransport } from "@seamline/core/internal";
import type { ConformanceTarget } from "./target.ts";

/** Creates the target `in-process`, the usual reference. */
export function inProcessTarget(): ConformanceTarget {
  return createTarget("in-process", createInProcessTransport);
}

/**
 * Creates the target `in-process strict`, the in-process transport in strict mode.
 * @param seed the seed of strict mode, an integer. Default 1.
 */
export function strictTarget(seed = 1): ConformanceTarget {
  return createTarget("in-process strict", (dispatcher) => createStrictTransport(dispatcher, seed));
}

function createTarget(name: string, createTransport: (dispatcher: Dispatcher) => Transport): ConformanceTarget {
  return {
    name,
    async start(dispatchers) {
      return {
        connect(service) {
          const dispatcher = dispatchers.find(({ contract }) => contract.name === service);
          if (dispatcher === undefined) throw new RangeError(`${service}: expected one of the conformance services`);
          return createTransport(dispatcher);
        },
        async close() {},
      };
    },
  };
}
