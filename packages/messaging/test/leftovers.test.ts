/** Messages of an outbox whose way has gone from the configuration. */

import { ConfigurationError } from "@seamline/core";
import { describe, expect, it, vi } from "vitest";
import { createMessageId, createTables, enqueue, memoryBroker, sqliteDatabase } from "../src/index.ts";
import { createShop, type Shop } from "./shop.ts";

async function leave({ connections }: Shop, receiver: string, orderIds: readonly number[]): Promise<void> {
  const database = sqliteDatabase(connections.customer);
  await createTables(database);
  await database.transaction(async (session) => {
    for (const orderId of orderIds)
      await enqueue(session, "sqlite", [receiver], {
        id: createMessageId(),
        source: "customer",
        type: "customer.orderCreated.v1",
        time: new Date().toISOString(),
        partitionKey: "one",
        data: { orderId, at: "12:00" },
      });
  });
}

describe("messages for a way that is not configured any more", () => {
  it.each([
    ["a broker that was replaced", "to:nats://gone:4222", "database:"],
    ["a module that runs elsewhere now", "to:kitchen", "memory:leftovers"],
  ])("are moved to the ways of now, in order: %s", async (_, receiver, ways) => {
    const seen: number[] = [];
    const shop = createShop({
      onCreated: ({ orderId }) => void seen.push(orderId),
      messaging: { leaseMs: 1_000, pollMs: 20, brokers: [memoryBroker()] },
      application: { env: { SEAMLINE_EVENTS: ways } },
    });
    await leave(shop, receiver, [1, 2, 3, 4, 5]);
    await shop.app.start();
    try {
      await vi.waitFor(() => expect(seen).toEqual([1, 2, 3, 4, 5]), { timeout: 20_000 });
      await vi.waitFor(() => {
        const { n } = shop.connections.customer.prepare("select count(*) as n from seamline_message").get() as never;
        expect(n).toBe(0);
      });
    } finally {
      await shop.app.stop();
    }
  });

  it("are left to another process that still serves it", async () => {
    const shop = createShop({ messaging: { leaseMs: 1_000, pollMs: 20 } });
    await leave(shop, "to:nats://gone:4222", [1]);
    const { customer } = shop.connections;
    const alive = "insert into seamline_worker (receiver, owner, until_at) values ('to:nats://gone:4222', 'other', ?)";
    customer.prepare(alive).run(Date.now() + 3_600_000);
    await shop.app.start();
    try {
      await shop.order(2);
      await vi.waitFor(() => expect(shop.accepted).toEqual([2]));
      expect(customer.prepare("select count(*) as n from seamline_message").get()).toEqual({ n: 1 });
      customer.exec("update seamline_worker set until_at = 0 where owner = 'other'");
      await vi.waitFor(() => expect(shop.accepted).toEqual([2, 1]), { timeout: 20_000 });
    } finally {
      await shop.app.stop();
    }
  });
});

describe("the URL of a broker", () => {
  it("is written once, or with one user", async () => {
    const provider = {
      ...memoryBroker(),
      schemes: ["nats"],
      read: () => ({ settings: {}, create: () => null as never }),
    };
    const shop = createShop({
      messaging: { brokers: [provider] },
      application: { env: { SEAMLINE_EVENTS: "nats://a:b@host nats://c:d@host" } },
    });
    const reason = await shop.app.start().catch((error: unknown) => error);
    await shop.app.stop();
    expect(reason).toBeInstanceOf(ConfigurationError);
    expect(String(reason)).toContain("expected one user for nats://host");
  });
});
