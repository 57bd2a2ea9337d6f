/** Figures of a campaign of kills: the workload runs, its processes are killed, and the books must balance. */

import type { Dialect } from "@seamline/messaging";
import { scaled } from "../../sampling/sampling.ts";
import type { Figure, Finding } from "../figure.ts";
import { type Balance, findViolations } from "./bookkeeping.ts";
import { type Place, runKills } from "./campaign.ts";
import { Scene } from "./scene.ts";
import { type BrokerKind, startBroker } from "./servers.ts";

/** Messages and kills of the long form, which is scale 1. */
export const fullMessages = 100_000;
const fullKills = 20;
/** The seed of every run. */
const seed = 14;

const hosted = ["orders", "ledger"] as const;
const producing = ["any", "before the order commits", "after the order has committed"] as const;
const handling = ["before the effect commits", "after the effect, before its acknowledgement"] as const;

/** The places of a run whose events go from database to database. */
export const databasePlaces: readonly Place[] = [
  { name: "producer", child: { hosted, env: {}, producers: 4 }, points: producing },
  { name: "consumer", child: { hosted, env: {} }, points: ["any", ...handling] },
  {
    name: "relay",
    child: { hosted, env: {} },
    points: ["any", "after the move or publication, before the mark"],
  },
];

/** The figure of kills with the events in databases of one kind. */
export function killsIn(dialect: Dialect): Figure {
  return {
    name: `kill -9 with database: on ${dialect}`,
    target: "0 acknowledged lost, 0 effects doubled, order kept per key, counts balance",
    sampleScale: 1 / 50,
    async run(scale): Promise<Finding> {
      await using scene = await Scene.open(dialect);
      const messages = scaled(fullMessages, scale);
      const counts = await runKills(scene, databasePlaces, {
        kills: scaled(fullKills, scale),
        seed,
        enough: async () => (await scene.placed()) >= messages,
      });
      const balance = await scene.settle();
      return {
        measured: `${printBalance(balance)}; kills: ${printKills(counts)}`,
        faults: [...findViolations(balance, { ordered: true }), ...scene.faults],
      };
    },
  };
}

/** Orders placed between two kills of a broker, at least. */
const ordersBetween = 100;

const afterIntake = "after the intake, before the broker knows";

/** The places of a run whose events go by a broker: the services in processes of their own. */
function brokerPlaces(env: Readonly<Record<string, string>>): readonly Place[] {
  const orders = ["orders"] as const;
  const ledger = ["ledger"] as const;
  return [
    { name: "producer", child: { hosted: orders, env, producers: 4 }, points: producing },
    {
      name: "relay",
      child: { hosted: orders, env },
      points: ["any", "after the move or publication, before the mark"],
    },
    { name: "consumer", child: { hosted: ledger, env }, points: ["any", afterIntake, ...handling] },
  ];
}

/** The figure of kills with a broker between the services; the broker is killed as well. */
export function killsWith(kind: BrokerKind): Figure {
  return {
    name: `kill -9 with ${kind}: between processes`,
    target: "0 acknowledged lost, 0 effects doubled, order kept per key, counts balance",
    sampleScale: 1 / 50,
    async run(scale): Promise<Finding> {
      await using server = await startBroker(kind);
      await using scene = await Scene.open("postgres");
      const messages = scaled(fullMessages, scale);
      const kills = scaled(fullKills, scale);
      let crashes = 0;
      let lastPlaced = 0;
      const counts = await runKills(scene, brokerPlaces({ SEAMLINE_EVENTS: server.url }), {
        kills,
        seed,
        // Processes do not start without their broker: it is killed once they all run, each time under load.
        async enough() {
          const placed = await scene.placed();
          if (crashes < kills && placed >= lastPlaced + ordersBetween) {
            await server.crash();
            crashes += 1;
            lastPlaced = placed;
          }
          return crashes === kills && placed >= messages;
        },
      });
      const balance = await scene.settle();
      return {
        measured: `${printBalance(balance)}; kills: ${crashes} broker; ${printKills(counts)}`,
        faults: [...findViolations(balance, { ordered: true }), ...scene.faults],
      };
    },
  };
}

/** The negative control: the same kills without outbox and inbox. */
export const withoutOutbox: Figure = {
  name: "negative control: kill -9 without outbox and inbox",
  target: "orders are lost and effects doubled: the run would see it",
  sampleScale: 1 / 50,
  async run(scale): Promise<Finding> {
    await using scene = await Scene.open("sqlite");
    const messages = scaled(fullMessages / 10, scale);
    const counts = await runKills(
      scene,
      [
        {
          name: "producer",
          child: { hosted, env: {}, producers: 4, naive: true },
          points: ["after the order has committed"],
        },
        {
          name: "consumer",
          child: { hosted, env: {}, naive: true },
          points: ["after the effect, before its acknowledgement"],
        },
      ],
      { kills: scaled(fullKills, scale), seed, enough: async () => (await scene.placed()) >= messages },
    );
    const balance = await scene.settle(false);
    const { placed, handled, doubled, dead, waiting } = balance;
    const lost = placed - handled - dead - waiting;
    const faults = [...scene.faults];
    if (lost === 0) faults.push("expected lost orders without an outbox, found none: the run does not see losses");
    if (doubled === 0)
      faults.push("expected doubled effects without an inbox, found none: the run does not see doubles");
    return { measured: `${lost} lost, ${printBalance(balance)}; kills: ${printKills(counts)}`, faults };
  },
};

/** Prints a balance in a line. */
export function printBalance({ placed, handled, doubled, disordered, dead, waiting }: Balance): string {
  return `${placed} placed = ${handled} handled + ${dead} dead + ${waiting} waiting, ${doubled} doubled, ${disordered} out of order`;
}

/** Prints the kills by place and point. */
export function printKills(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([point, count]) => `${count} ${point}`).join("; ");
}
