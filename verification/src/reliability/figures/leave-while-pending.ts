/** Readers that leave a stream while an item is pending: the producer's signal aborts at once. */

import { Readable } from "node:stream";
import { percentile, scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { openLifetimeService } from "../lifetime-service.ts";

/** The figure. */
export const figure: Figure = {
  name: "leaving a stream while an item is pending",
  target: "1,000 of 1,000 reach the producer, p99 ≤ 50 ms",
  sampleScale: 1 / 50,
  async run(scale): Promise<Finding> {
    const faults = new Faults();
    const times: number[] = [];
    await using service = await openLifetimeService();
    const clients = Object.values(service.clients);
    const count = scaled(1_000, scale);
    for (let index = 0; index < count; index += 1) {
      const items = clients[index % clients.length]?.pend({}, { timeoutMs: 5_000 }) as AsyncIterable<number>;
      const ended = new Promise<number>((resolve) => {
        service.onEnd = resolve;
      });
      let left: number;
      if (index % 4 < 2) {
        const readable = Readable.from(items);
        await new Promise((resolve) => readable.once("data", resolve));
        left = performance.now();
        readable.destroy();
      } else {
        const reader = items[Symbol.asyncIterator]();
        await reader.next();
        const pending = reader.next();
        left = performance.now();
        await reader.return?.();
        if ((await pending).done !== true) faults.add("a pending item came after its reader had left");
      }
      times.push((await ended) - left);
    }
    const slow = times.filter((time) => time > 4_000).length;
    if (slow > 0) faults.add(`${slow} producers waited for their deadline`);
    const p99 = percentile(times, 0.99);
    return {
      measured: `${count - slow} of ${count}, p99 ${p99.toFixed(1)} ms`,
      faults: faults.lines,
      withinTarget: p99 <= 50,
    };
  },
};
