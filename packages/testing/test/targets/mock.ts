/** A conformance target of mocks, whose stubs run the handlers of their operations. */

import type { ConformanceTarget } from "@seamline/conformance";
import type { CallContext } from "@seamline/core";
import { createMock } from "../../src/mock/create-mock.ts";

/** Creates the target `mock`, with a mock of each service. */
export function mockTarget(): ConformanceTarget {
  return {
    name: "mock",
    async start(_dispatchers, services) {
      const mocks = services.map(({ contract, handlers, onError }) => {
        const mock = createMock(contract, { onFault: onError });
        for (const [name, handler] of Object.entries(handlers)) {
          const streams = contract.operations[name]?.streaming?.output ?? "none";
          mock.stubs[name]?.respond((input: unknown, context: CallContext) => {
            const output = handler(input as never, context);
            // Stubs may return an array for a stream; handlers may not.
            return streams !== "none" && Array.isArray(output) ? {} : output;
          });
        }
        return mock;
      });
      return {
        connect(service) {
          const found = mocks.find(({ contract }) => contract.name === service);
          if (found === undefined) throw new RangeError(`${service}: expected one of the conformance services`);
          return found;
        },
        async close() {},
      };
    },
  };
}
