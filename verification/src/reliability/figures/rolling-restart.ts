/** Instances of a service restart one after the other during calls: no call fails. */

import { setTimeout as pause } from "node:timers/promises";
import { createApplication, ServiceError } from "@seamline/core";
import { http } from "@seamline/http";
import { scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { Instance } from "../instance.ts";
import { callSteadily } from "../steady-rate.ts";
import { stockContract } from "../stock.ts";

const instanceCount = 3;
const callsPerSecond = 200;

/** Calls before an instance stops, and while it is stopped. */
const before = 50;
const away = 100;

/** Calls that each instance serves at least: calls failed over, and came back. */
const leastServed = 10;

/** Milliseconds that an order takes, so that some are running whenever an instance stops. */
const orderMs = 10;

/** The figure. */
export const figure: Figure = {
  name: "rolling restart of 3 instances at 200 calls/s",
  target: "0 errors seen by callers",
  sampleScale: 1 / 10,
  async run(scale): Promise<Finding> {
    const faults = new Faults();
    const runs = new Map<string, number>();
    const served = Array<number>(instanceCount).fill(0);
    const instances = served.map(
      (_, index) =>
        new Instance({
          async order({ token }) {
            runs.set(token, (runs.get(token) ?? 0) + 1);
            served[index] = (served[index] as number) + 1;
            await pause(orderMs);
            return { token, by: `instance ${index}` };
          },
        }),
    );
    await Promise.all(instances.map((instance) => instance.start()));
    const app = createApplication({
      modules: { stock: { contract: stockContract } },
      transports: [http()],
      env: { SEAMLINE_STOCK: `balance(${instances.map(({ url }) => url).join(", ")})` },
    });
    const missed = new Set<string>();
    app.observe((event) => void (event.type === "fellBack" && missed.add(event.target)));
    await app.start();
    const client = app.client(stockContract);

    let restarting = true;
    const settled = createCounter();
    const load = callSteadily(
      callsPerSecond,
      () => restarting,
      async (index) => {
        const token = `order ${index}`;
        try {
          const output = await client.order({ token });
          if (output.token !== token) faults.add("a call got another call's output");
        } catch (reason) {
          faults.add(ServiceError.is(reason) ? `${reason.code}, ${reason.sent}: ${reason.message}` : String(reason));
        }
        settled.add();
      },
    );
    const rounds = scaled(10, scale);
    for (let round = 0; round < rounds; round += 1) {
      for (const instance of instances) {
        await settled.more(before);
        await instance.stop();
        await settled.more(away);
        await instance.start();
      }
    }
    await settled.more(before);
    restarting = false;
    const { calls, seconds } = await load;
    await app.stop();
    await Promise.all(instances.map((instance) => instance.stop()));
    const errors = faults.total;
    for (const times of runs.values()) if (times > 1) faults.add(`an order ran ${times} times`);
    for (const [index, { url }] of instances.entries()) {
      if (!missed.has(url))
        faults.add("expected a call to each instance while it was stopped, found an instance without one");
      if ((served[index] as number) < leastServed)
        faults.add(`expected calls at every instance, found ${served[index]}`);
    }
    return {
      measured: `${errors} errors in ${calls} POSTs, ${(calls / seconds).toFixed(0)} a second, over ${rounds * instanceCount} restarts`,
      faults: faults.lines,
    };
  },
};

/** Counts, and resolves after a number of further calls. */
function createCounter(): { add(): void; more(count: number): Promise<void> } {
  let total = 0;
  let goal = Number.POSITIVE_INFINITY;
  let reached = (): void => undefined;
  return {
    add() {
      total += 1;
      if (total >= goal) reached();
    },
    more(count) {
      goal = total + count;
      return new Promise((resolve) => {
        reached = resolve;
      });
    },
  };
}
