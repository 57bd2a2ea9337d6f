/**
 * Requests sent while the other side closes an idle connection are lost, and a POST must not be
 * sent again. The client leaves connections before the listener closes them, so that there is no
 * such moment: the pauses between two POSTs end around the times at which either side closes a
 * connection.
 */

import { setTimeout as pause } from "node:timers/promises";
import { ServiceError } from "@seamline/core";
import { createRandom } from "@seamline/core/internal";
import { runConcurrently, scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { connectStock, openStock } from "../stock.ts";

/**
 * Milliseconds after which the listener closes an idle connection. Its responses name the time; the
 * client closes a second earlier.
 */
const keepAliveTimeoutMs = 2_000;

/**
 * Milliseconds of idle time between which one of the two acts: the client closes a second before
 * the time in the header, the listener within an eighth of that time after it. Every pause ends in
 * one of these ranges.
 */
const moments = [
  { from: keepAliveTimeoutMs - 1_004, to: keepAliveTimeoutMs - 996 },
  { from: keepAliveTimeoutMs - 4, to: (keepAliveTimeoutMs * 9) / 8 + 4 },
] as const;

/** POSTs on each connection, one after the other. */
const rounds = { full: 25, least: 2 };

/** The figure. */
export const figure: Figure = {
  name: "keep-alive race",
  target: "0 errors in 10,000 POSTs",
  sampleScale: 1 / 40,
  async run(scale): Promise<Finding> {
    const runs = new Map<string, number>();
    const order = ({ token }: { token: string }): unknown => {
      runs.set(token, (runs.get(token) ?? 0) + 1);
      return { token, by: "stock" };
    };
    await using stock = await openStock({ order }, { keepAliveTimeoutMs });
    const faults = new Faults();
    const count = scaled(10_000, scale);
    const width = Math.ceil(count / Math.max(rounds.least, rounds.full * scale));
    const random = createRandom(1);
    await runConcurrently(width, width, async (caller) => {
      await using connected = connectStock(stock.url, 1);
      for (let index = caller; index < count; index += width) {
        const token = `order ${index}`;
        try {
          const output = await connected.client.order({ token }, { timeoutMs: 20_000 });
          if (output.token !== token) faults.add(`expected ${token}, found ${output.token}`);
        } catch (reason) {
          faults.add(ServiceError.is(reason) ? `${reason.code}, ${reason.sent}: ${reason.message}` : String(reason));
        }
        if (index + width < count) await pause(drawPause(random));
      }
    });
    for (const times of runs.values()) if (times > 1) faults.add(`an order ran ${times} times`);
    return { measured: `${faults.total} errors in ${count} POSTs on ${width} connections`, faults: faults.lines };
  },
};

function drawPause(random: () => number): number {
  const { from, to } = random() < 0.5 ? moments[0] : moments[1];
  return from + random() * (to - from);
}
