/**
 * Retries do not keep a service down: attempts stay near the number of calls, however long the
 * outage lasts.
 */

import { createApplication, ServiceError } from "@seamline/core";
import { http } from "@seamline/http";
import { findRefusingUrl, openDeadTarget } from "../dead-target.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { callSteadily } from "../steady-rate.ts";
import { stockContract } from "../stock.ts";

const callsPerSecond = 200;
const fullSeconds = 10;

/**
 * The attempts that retries may add: a share of the calls, and some for every second that has
 * begun.
 */
const allowance = { share: 0.1, perSecond: 3 };

/** The counts of one outage. */
interface Outage {
  readonly calls: number;
  readonly attempts: number;
  readonly allowed: number;
}

/** The figure. */
export const figure: Figure = {
  name: "retry amplification, total outage",
  target: "attempts ≤ 1.1 × calls + 3/s",
  sampleScale: 1 / 5,
  async run(scale): Promise<Finding> {
    const calls = Math.ceil(callsPerSecond * fullSeconds * scale);
    const faults = new Faults();
    await using dead = await openDeadTarget();
    const [refused, reset] = await Promise.all([
      runOutage(await findRefusingUrl(), calls, faults),
      runOutage(dead.url, calls, faults),
    ]);
    if (dead.attempts !== reset.attempts) {
      faults.add(`expected ${reset.attempts} requests, the caller's count, found ${dead.attempts} at the target`);
    }
    for (const { attempts, allowed, calls } of [refused, reset]) {
      if (attempts > allowed) faults.add(`expected at most ${allowed} attempts, found ${attempts}`);
      if (attempts === calls) faults.add("expected retries, found none");
    }
    return {
      measured: `port refuses: ${print(refused)}; requests are reset: ${print(reset)}`,
      faults: faults.lines,
    };
  },
};

/** Calls a service that is down, in an application with the default policies. */
async function runOutage(url: string, count: number, faults: Faults): Promise<Outage> {
  const app = createApplication({
    modules: { stock: { contract: stockContract } },
    transports: [http()],
    env: { SEAMLINE_STOCK: url },
  });
  let retries = 0;
  app.observe(({ type }) => {
    if (type === "retry") retries += 1;
  });
  await app.start();
  const client = app.client(stockContract);
  const { calls, seconds } = await callSteadily(
    callsPerSecond,
    (made) => made < count,
    async (index) => {
      const token = `order-${index}`;
      try {
        await client.order({ token }, { idempotencyKey: token });
        faults.add("a call succeeded although the target is down");
      } catch (reason) {
        const code = ServiceError.is(reason) ? reason.code : String(reason);
        if (code !== "unavailable") faults.add(`expected unavailable, found ${code}`);
      }
    },
  );
  await app.stop();
  const allowed = calls + Math.floor(calls * allowance.share) + (Math.floor(seconds) + 1) * allowance.perSecond;
  return { calls, attempts: calls + retries, allowed };
}

function print({ calls, attempts, allowed }: Outage): string {
  return `${attempts} attempts for ${calls} calls (${(attempts / calls).toFixed(3)} ×, ${allowed} allowed)`;
}
