/** Moving while running: two processes under load are restarted one at a time, each time with other ways. */

import { scaled } from "../../sampling/sampling.ts";
import type { Figure, Finding } from "../figure.ts";
import { findViolations } from "./bookkeeping.ts";
import type { Child } from "./child.ts";
import { printBalance } from "./kills-figure.ts";
import { Scene } from "./scene.ts";
import { startBroker } from "./servers.ts";

/** Messages of all steps together at scale 1. */
const fullMessages = 100_000;
const hosted = ["orders", "ledger"] as const;

/** The ways of each step: to a broker and back, and from one broker to the other. */
export function stepsOf(nats: string, amqp: string): readonly string[] {
  return ["database:", `database: ${nats}`, nats, `${nats} ${amqp}`, amqp, `${amqp} database:`, "database:"];
}

/** The figure. */
export const moving: Figure = {
  name: "moving while running: database: to NATS, to RabbitMQ, and back",
  target: "0 acknowledged lost, 0 effects doubled, counts balance",
  sampleScale: 1 / 50,
  async run(scale): Promise<Finding> {
    await using nats = await startBroker("nats");
    await using amqp = await startBroker("amqp");
    return await moveThrough(stepsOf(nats.url, amqp.url), scaled(fullMessages, scale)); // the servers live until then
  },
};

/** Moves two processes from step to step, and balances the books. */
async function moveThrough(steps: readonly string[], messages: number): Promise<Finding> {
  await using scene = await Scene.open("postgres");
  const start = async (ways: string): Promise<Child> => {
    const child = scene.start({ hosted, env: { SEAMLINE_EVENTS: ways }, producers: 2 });
    await child.started;
    return child;
  };
  const more = async (): Promise<void> => {
    const { placed, handled } = await scene.balance();
    const share = messages / steps.length / 2;
    await scene.until((one) => one.placed >= placed + share && one.handled > handled, "orders placed and handled");
  };
  const [first = "", ...others] = steps;
  let running = [await start(first), await start(first)];
  const disorders: string[] = [];
  let before = 0;
  for (const ways of others) {
    await more();
    for (const [index, child] of running.entries()) {
      await child.stop();
      running = running.with(index, await start(ways));
      await more();
    }
    const { disordered } = await scene.balance();
    disorders.push(`${disordered - before} to ${ways.replace(/:\/\/\S+/g, "")}`);
    before = disordered;
  }
  const balance = await scene.settle();
  return {
    measured: `${printBalance(balance)} over ${others.length} steps (${disorders.join(", ")})`,
    faults: [...findViolations(balance, { ordered: false }), ...scene.faults],
  };
}
