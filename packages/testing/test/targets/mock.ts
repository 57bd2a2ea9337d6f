/** Mocks as a target: the stubs of each operation answer with what its handler does. */

import type { ConformanceTarget } from "@seamline/conformance";
import type { CallContext } from "@seamline/core";
import { createMock } from "../../src/mock/create-mock.ts";

/** A mock of each service. Named `mock`. */
export function mockTarget(): ConformanceTarget {
  return {
    name: "mock",
    async start(_dispatchers, services) {
      const mocks = services.map(({ contract, handlers, onError }) => {
        const mock = createMock(contract, { onFault: onError });
        for (const [name, handler] of Object.entries(handlers)) {
          const streams = contract.operations[name]?.streaming?.output ?? "none";
          mock.stubs[name]?.respond((input: unknown, context: CallContext) => {
            const answer = handler(input as never, context);
            // A stub may answer a stream with an array, which a handler may not.
            return streams !== "none" && Array.isArray(answer) ? {} : answer;
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
