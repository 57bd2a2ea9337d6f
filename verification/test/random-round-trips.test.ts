/**
 * Random schemas and values, in-process and over HTTP. The full size is `runRandomRoundTrips({
 * pairs: 100_000 })`.
 */

import { type ConformanceTarget, inProcessTarget, runRandomRoundTrips } from "@seamline/conformance";
import { createInProcessTransport, type Dispatcher } from "@seamline/core/extend";
import { httpTarget } from "@seamline/http/test/targets/http.ts";
import { listBrokerTargets } from "@seamline/messaging/test/targets/list.ts";
import { describe, expect, it } from "vitest";

const brokers = await listBrokerTargets();

describe("runRandomRoundTrips", () => {
  it("finds every value the same in-process, over HTTP and over brokers", async () => {
    const report = await runRandomRoundTrips({
      pairs: 2000,
      seed: 20_261_120,
      targets: [inProcessTarget(), httpTarget(), ...brokers],
    });
    expect(report.differences, `seed ${report.seed}`).toEqual([]);
    expect(report.pairs).toBe(2000);
    // A share near 0 or 1 would leave half of the rules untested.
    expect(report.accepted).toBeGreaterThan(600);
    expect(report.accepted).toBeLessThan(1600);
  });

  it("draws the same pairs from the same seed", async () => {
    const options = { pairs: 200, seed: 7, targets: [inProcessTarget()] };
    expect(await runRandomRoundTrips(options)).toEqual(await runRandomRoundTrips(options));
  });

  it("finds a transport that loses an empty list, and shows a small schema and value", async () => {
    const report = await runRandomRoundTrips({ pairs: 400, seed: 7, targets: [inProcessTarget(), forgetfulTarget()] });
    const [difference] = report.differences;
    expect(difference?.transport).toBe("forgetful");
    expect(difference?.value.length).toBeLessThan(40);
    expect(difference?.schema).toContain('"key":"value"');
    expect(difference?.found).not.toBe(difference?.expected);
  });
});

/** Returns `null` where the callee returned an empty list. */
function forgetfulTarget(): ConformanceTarget {
  return {
    name: "forgetful",
    async start([dispatcher]) {
      const transport = createInProcessTransport(dispatcher as Dispatcher);
      return {
        connect: () => ({
          async call(request) {
            const response = await transport.call(request);
            const output = JSON.parse(JSON.stringify(response.output ?? null).replaceAll("[]", "null")) as unknown;
            return { ...response, ...(response.output !== undefined && { output, local: false }) };
          },
        }),
        async close() {},
      };
    },
  };
}
