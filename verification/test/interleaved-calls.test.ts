/**
 * Calls in flight do not see each other. The full size is `runInterleavedCalls({ calls: 100_000
 * })`.
 */

import { type ConformanceTarget, inProcessTarget, runInterleavedCalls } from "@seamline/conformance";
import type { CallRequest } from "@seamline/core";
import { CallContext, createInProcessTransport, type Dispatcher } from "@seamline/core/extend";
import { directPassage, httpTarget, httpTargetThrough } from "@seamline/http/test/targets/http.ts";
import { listBrokerTargets } from "@seamline/messaging/test/targets/list.ts";
import { describe, expect, it } from "vitest";

const brokers = await listBrokerTargets();

describe("runInterleavedCalls", () => {
  it("mixes nothing up in-process, over HTTP and over brokers", async () => {
    expect(await runInterleavedCalls({ calls: 5000, targets: [inProcessTarget(), httpTarget(), ...brokers] })).toEqual({
      calls: 5000,
      mixed: [],
    });
  });

  it("mixes nothing up in batches", async () => {
    const { calls, mixed } = await runInterleavedCalls({ calls: 5000, concurrency: 200, targets: [batchedTarget()] });
    expect({ calls, mixed }).toEqual({ calls: 5000, mixed: [] });
  });

  it("finds a transport that passes a call the context of the previous one", async () => {
    const { mixed } = await runInterleavedCalls({ calls: 50, targets: [mixingTarget()] });
    expect(mixed.length).toBeGreaterThan(0);
    expect(mixed[0]).toMatch(/^call \d+, a handler: /);
  });
});

/** HTTP that sends all calls of one turn in one batch. */
function batchedTarget(): ConformanceTarget {
  return httpTargetThrough("http, batched", directPassage, { batch: 64 });
}

/** A transport that passes the tenant of the first call to all others. */
function mixingTarget(): ConformanceTarget {
  return {
    name: "mixing",
    async start(dispatchers) {
      let first: CallRequest | undefined;
      return {
        connect(service) {
          const found = dispatchers.find(({ contract }) => contract.name === service) as Dispatcher;
          const transport = createInProcessTransport(found);
          return {
            call(request) {
              first ??= request;
              const { operation, depth, origin, principal, metadata } = request.context;
              const { tenant } = first.context;
              const deadline = request.context.startClock();
              const context = new CallContext({ operation, deadline, depth, origin, principal, metadata, tenant });
              return transport.call({ ...request, context });
            },
          };
        },
        async close() {},
      };
    },
  };
}
