/**
 * HTTP through a fault proxy as a target: a slow network that splits everything and loses nothing.
 */

import type { ConformanceTarget } from "@seamline/conformance";
import { httpTargetThrough } from "@seamline/http/test/targets/http.ts";
import { createFaultProxy, type FaultPlan } from "@seamline/testing";

/** Faults that must not change an outcome. Every connection draws one of them. */
const harmless: FaultPlan = {
  others: [
    {
      request: { latencyMs: 1, jitterMs: 2, sliceBytes: 700 },
      response: { jitterMs: 2, sliceBytes: 700, interim: [102, 103] },
    },
    {
      request: { sliceBytes: 2_000, bytesPerSecond: 50_000_000 },
      response: { latencyMs: 1, bytesPerSecond: 50_000_000, interim: [103, 103, 102] },
    },
  ],
};

/**
 * Real requests over 127.0.0.1 that arrive late, slowly and in slices, with interim responses
 * before each response.
 * @param seed decides the faults. Default 1.
 */
export function faultProxyTarget(seed = 1): ConformanceTarget {
  return httpTargetThrough("http through a fault proxy", async (url) => {
    const proxy = await createFaultProxy({ target: { port: Number(new URL(url).port) }, seed, faults: harmless });
    return { url: proxy.url, close: () => proxy.close() };
  });
}
