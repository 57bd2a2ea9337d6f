/** Streams that never wait end at their deadlines, and leave time for timers. */

import { percentile, scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { endless, openLifetimeService } from "../lifetime-service.ts";

const timeoutMs = 100;

/** The figure. */
export const figure: Figure = {
  name: "stream starvation",
  target: "200 endless streams end at their deadline, p99 ≤ 50 ms late; timers fire meanwhile",
  sampleScale: 1 / 25,
  async run(scale): Promise<Finding> {
    const faults = new Faults();
    const late: number[] = [];
    let least = Number.POSITIVE_INFINITY;
    await using service = await openLifetimeService();
    const count = scaled(200, scale);
    for (let index = 0; index < count; index += 1) {
      const client = index % 4 < 2 ? service.clients["in-process"] : service.clients.http;
      let ticks = 0;
      const timer = setInterval(() => {
        ticks += 1;
      }, 5);
      const started = performance.now();
      const run = async (): Promise<unknown> => {
        if (index % 2 === 0) return client.sum(endless(), { timeoutMs });
        for await (const _ of client.count({}, { timeoutMs }));
        return undefined;
      };
      const code = await run().then(
        () => "none",
        (error) => error.code,
      );
      clearInterval(timer);
      late.push(performance.now() - started - timeoutMs);
      least = Math.min(least, ticks);
      if (code !== "deadline_exceeded") faults.add(`a stream ended with ${code}`);
    }
    const p99 = percentile(late, 0.99);
    return {
      measured: `${count} streams, p99 ${p99.toFixed(0)} ms late, at least ${least} ticks of a 5 ms timer each`,
      faults: faults.lines,
      withinTarget: p99 <= 50 && least > 0,
    };
  },
};
