/**
 * A conformance target of mocks behind msw's handlers, undici's dispatcher and the HTTP transport.
 */

import type { ConformanceTarget } from "@seamline/conformance";
import type { Mock } from "../../src/mock/create-mock.ts";
import { restHandlers } from "../../src/msw.ts";
import { mockTransport } from "../../src/undici.ts";
import { mockTarget } from "./mock.ts";

/** Creates the target `msw`: the HTTP transport without a socket. */
export function mswTarget(): ConformanceTarget {
  return {
    name: "msw",
    async start(dispatchers, services) {
      const mocks = await mockTarget().start(dispatchers, services);
      const transports = services.map(({ contract: { name } }) => {
        const handlers = restHandlers(mocks.connect(name) as Mock<unknown>, { baseUrl: "http://mock.test" });
        return [name, mockTransport(handlers, { onUnhandledFrame: "error" })] as const;
      });
      return {
        connect: (service) => new Map(transports).get(service) ?? mocks.connect(service),
        async close() {
          for (const [, transport] of transports) await transport.close?.();
          await mocks.close();
        },
      };
    },
  };
}
