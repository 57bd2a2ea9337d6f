/** Calls settle at their deadline, also those that wait for one of too few connections. */

import { ServiceError } from "@seamline/core";
import { percentile, scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { connectStock, openStock } from "../stock.ts";

/** Milliseconds, at the 99th percentile. */
const maxOvershootMs = 25;

/** Far fewer than the calls in flight. */
const connections = 8;
const callsAtOnce = 500;

/** The shortest and the longest timeout in a wave of calls, in milliseconds. */
const timeouts = { from: 50, to: 550 };

/** The figure. */
export const figure: Figure = {
  name: "deadline overshoot on a saturated pool",
  target: `p99 ≤ ${maxOvershootMs} ms`,
  sampleScale: 1 / 20,
  async run(scale): Promise<Finding> {
    await using stock = await openStock();
    await using connected = connectStock(stock.url, connections);
    const { client } = connected;
    const faults = new Faults();
    const overshoots: number[] = [];
    const call = async (timeoutMs: number): Promise<void> => {
      const deadline = performance.now() + timeoutMs;
      try {
        await client.wait({ token: "never" }, { timeoutMs });
        faults.add("a call succeeded whose handler never settles");
      } catch (reason) {
        overshoots.push(performance.now() - deadline);
        const code = ServiceError.is(reason) ? reason.code : String(reason);
        if (code !== "deadline_exceeded") faults.add(`expected deadline_exceeded, found ${code}`);
      }
    };
    for (let left = scaled(10_000, scale); left > 0; left -= callsAtOnce) {
      const count = Math.min(left, callsAtOnce);
      const step = (timeouts.to - timeouts.from) / count;
      await Promise.all(Array.from({ length: count }, (_, index) => call(Math.ceil(timeouts.from + step * index))));
    }
    const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(overshoots, share)) as [number, number, number];
    return {
      measured: `${overshoots.length} calls on ${connections} connections: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, worst ${max.toFixed(1)} ms`,
      faults: faults.lines,
      withinTarget: p99 <= maxOvershootMs,
    };
  },
};
