/**
 * Defect 3: an order and its message are two writes without an outbox, so a crash between them leaves
 * the order `new` for ever, and so does a step that fails. The crash of our process is in
 * killed.test.ts, as a part of this.
 */

import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "../eventually.ts";
import { startEventApplication } from "./event-application.ts";
import { NaiveBus } from "./naive-bus.ts";

/** Runs the naive application; the status of its only order then. */
async function runNaive(file: string, mode: "crash" | "restart" | "whole"): Promise<unknown> {
  const script = fileURLToPath(new URL("naive-process.ts", import.meta.url));
  await once(fork(script, [file, mode], { execArgv: ["--disable-warning=ExperimentalWarning"] }), "exit");
  const database = new DatabaseSync(file);
  const row = database.prepare("select status from orders").get();
  database.close();
  return row?.status;
}

async function createFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "food-delivery-naive-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "orders.sqlite");
}

describe("an order and its message", () => {
  it("are both there or neither is", async () => {
    const { customer, query, breakInserts } = await startEventApplication();
    const repair = await breakInserts("customer", "seamline_message");
    await expect(customer.createOrder({ restaurantId: 1 })).rejects.toThrow();
    expect(await query("customer", 'select * from "order"')).toEqual([]);
    await repair();
    await customer.createOrder({ restaurantId: 1 });
    expect(await query("customer", 'select status from "order"')).toHaveLength(1);
  });

  it("go on after a step that failed: the delivery is made once it can be", async () => {
    const { customer, query, breakInserts, untilDelivered } = await startEventApplication();
    const repair = await breakInserts("courier", "delivery");
    const { id } = await customer.createOrder({ restaurantId: 1 });
    await eventually(async () => (await query("courier", "select * from seamline_key")).length > 0 || undefined);
    await repair();
    expect(await untilDelivered(id)).toMatchObject({ status: "accepted", deliveryId: 1 });
  });

  it("are one of two in the naive version after a crash", async () => {
    expect(await runNaive(await createFile(), "whole")).toBe("accepted");
    const file = await createFile();
    expect(await runNaive(file, "crash")).toBe("new");
    expect(await runNaive(file, "restart")).toBe("new");
  });

  it("are lost in the naive version by a step that fails", () => {
    const bus = new NaiveBus();
    let broken = true;
    let status = "new";
    bus.on("orderCreated", () => {
      if (broken) throw new Error("disk full");
      status = "accepted";
    });
    bus.publish("orderCreated", { orderId: 1 });
    broken = false;
    expect(status).toBe("new"); // and no message is left that could change it
  });
});
