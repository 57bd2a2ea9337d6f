/** The program of a child process: hosts services, places orders, and ends as its plan has it. */

import { randomInt } from "node:crypto";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { countRows, orderKeys, placeOrder } from "./bookkeeping.ts";
import type { PlacedOrder } from "./contracts.ts";
import { type Location, openDatabase } from "./databases.ts";
import { Killer, type KillPlan } from "./kill-points.ts";
import { createNaiveService } from "./naive-service.ts";
import { createService, type ServiceName } from "./service.ts";

/** The settings of a child, as its one argument in JSON. */
export interface ChildSettings {
  readonly hosted: readonly ServiceName[];
  readonly orders: Location;
  readonly ledger: Location;
  readonly env: Readonly<Record<string, string>>;
  readonly leaseMs: number;
  readonly handlingMs: number;
  /** Orders placed at the same time; 0 for a process that only moves or handles. */
  readonly producers: number;
  /** Without outbox and inbox: the negative control. */
  readonly naive?: boolean;
  readonly kill?: KillPlan | undefined;
}

/** Messages in the outbox above which no more orders are placed. */
const fullOutbox = 2_000;

const settings = JSON.parse(process.argv[2] ?? "") as ChildSettings;
const killer = new Killer(settings.kill);
await using orders = openDatabase(settings.orders);
await using ledger = openDatabase(settings.ledger);
const create = settings.naive ? createNaiveService : createService;
const service = create({
  ...settings,
  orders: orders.database,
  ledger: ledger.database,
  killer,
  onError: (error) => void process.stderr.write(`${String(error).split("\n")[0]}\n`),
});
let placing = true;
const asked = new Promise<void>((resolve) =>
  process.on("message", (message) => {
    placing = false; // both words end it
    if (message === "stop") resolve();
  }),
);
process.once("disconnect", () => process.exit()); // nothing outlives the run
await service.start();
process.send?.("started");
const work = Array.from({ length: settings.producers }, () => placeOrders());
await asked;
await Promise.all(work);
await service.stop();
process.disconnect();

async function placeOrders(): Promise<void> {
  const { database } = orders;
  for (let count = 0; placing; count += 1) {
    await turn(); // node:sqlite never waits, and would let nothing else run
    try {
      if (count % 100 === 0) await waitForRoom();
      const orderKey = orderKeys[randomInt(orderKeys.length)] as string;
      const order = await database.transaction(async (session, transaction): Promise<PlacedOrder> => {
        const placed = { orderKey, n: await placeOrder(session, orderKey) };
        await service.publish(transaction, placed);
        killer.pass("before the order commits");
        return placed;
      });
      killer.pass("after the order has committed");
      await service.announce(order);
    } catch (reason) {
      process.stderr.write(`placing: ${String(reason).split("\n")[0]}\n`);
      await pause(50); // the database is away or busy
    }
  }
}

async function waitForRoom(): Promise<void> {
  while (placing && (await countRows(orders.database, "seamline_message")) > fullOutbox) await pause(50);
}
