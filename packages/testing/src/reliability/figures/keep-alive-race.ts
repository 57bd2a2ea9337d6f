/**
 * Requests that are sent while the other side closes an idle connection are lost, and a POST must not be sent again. The client
 * leaves connections before the listener closes them, so that there is no such moment: every pause between two POSTs is tried
 * around the times at which either side gives up a connection.
 */

import { setTimeout as pause } from "node:timers/promises";
import { ServiceError } from "@seamline/core";
import { createRandom } from "../../fault-proxy/seeded-random.ts";
import { Faults, type Figure, type Finding, runConcurrently, scaled } from "../figure.ts";
import { connectStock, openStock } from "../stock.ts";

/** Milliseconds after which the listener closes an idle connection; it says so in its answers, and the client leaves a second before. */
const keepAliveTimeoutMs = 2_000;

/** Milliseconds between which the pauses lie: from before the client leaves to after the listener has closed. */
const pauses = { from: 900, to: 2_200 };

/** POSTs on each connection, one after the other. */
const rounds = { full: 25, least: 3 };

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
          const answer = await connected.client.order({ token }, { timeoutMs: 20_000 });
          if (answer.token !== token) faults.add(`expected ${token}, found ${answer.token}`);
        } catch (reason) {
          faults.add(ServiceError.is(reason) ? `${reason.code}, ${reason.sent}: ${reason.message}` : String(reason));
        }
        if (index + width < count) await pause(pauses.from + random() * (pauses.to - pauses.from));
      }
    });
    for (const times of runs.values()) if (times > 1) faults.add(`an order ran ${times} times`);
    return { measured: `${faults.total} errors in ${count} POSTs on ${width} connections`, faults: faults.lines };
  },
};
