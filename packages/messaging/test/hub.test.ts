import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "@seamline/core";
import { getApplicationHost } from "@seamline/core/extend";
import { startTimer } from "@seamline/core/internal";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Backlog, type HandledEvent, type IncomingEvent, memoryBroker } from "../src/index.ts";
import { createShop, type Shop } from "./shop.ts";

const shops: Shop[] = [];
afterEach(async () => {
  for (const { app } of shops.splice(0)) await app.stop();
});

async function startShop(...given: Parameters<typeof createShop>): Promise<Shop> {
  const shop = createShop(...given);
  shops.push(shop);
  await shop.app.start();
  return shop;
}

describe("events between modules of one process", () => {
  it("reach their handler, and the event that follows comes back", async () => {
    const seen: IncomingEvent[] = [];
    const shop = await startShop({ onCreated: (_, event) => void seen.push(event) });
    await shop.order(7);
    await vi.waitFor(() => expect(shop.accepted).toEqual([7]));
    expect(seen).toHaveLength(1);
    const [{ envelope, context, attempt }] = seen as [IncomingEvent];
    expect(attempt).toBe(1);
    expect(context.caller).toBe("customer");
    expect(envelope).toMatchObject({ source: "customer", type: "customer.orderCreated.v1", partitionKey: "7" });
    expect(envelope.traceparent).toContain(context.trace.traceId);
    expect(envelope.causationId).toBeDefined();
  });

  it("are delivered in real time while a test has replaced the timers", async () => {
    vi.useFakeTimers();
    try {
      const shop = await startShop();
      await shop.order(8);
      await new Promise<void>((resolve) => {
        const look = (): void => (shop.accepted.length > 0 ? resolve() : void startTimer(look, 5));
        look();
      });
      expect(shop.accepted).toEqual([8]);
      await shop.app.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it("are not published when the transaction fails", async () => {
    const shop = await startShop();
    await expect(shop.order(1, true)).rejects.toThrow();
    await shop.order(2);
    await vi.waitFor(() => expect(shop.accepted).toEqual([2]));
  });

  it("are reported by each try, with its outcome", async () => {
    const handled: HandledEvent[] = [];
    let tries = 0;
    const shop = await startShop({
      onCreated: () => {
        tries += 1;
        if (tries < 2) throw new Error("not yet");
      },
      messaging: {
        onHandled(one) {
          handled.push(one);
          throw new Error("a fault of the observer");
        },
      },
    });
    await shop.order(3);
    await vi.waitFor(() => expect(shop.accepted).toEqual([3]), { timeout: 10_000 });
    const type = "customer.orderCreated.v1";
    expect(handled.filter((one) => one.service === "restaurant")).toEqual([
      { service: "restaurant", type, outcome: "retry", attempt: 1, durationMs: expect.any(Number) },
      { service: "restaurant", type, outcome: "done", attempt: 2, durationMs: expect.any(Number) },
    ]);
  });

  it("are handled again after a failure, and their effects are there once", async () => {
    let tries = 0;
    const shop = await startShop({
      onCreated: (_, { transaction }) => {
        transaction.exec("create table if not exists effect (id integer); insert into effect values (1)");
        tries += 1;
        if (tries < 3) throw new Error("not yet");
      },
    });
    await shop.order(3);
    await vi.waitFor(() => expect(shop.accepted).toEqual([3]), { timeout: 10_000 });
    expect(tries).toBe(3);
    expect(shop.connections.restaurant.prepare("select count(*) as count from effect").get()).toEqual({ count: 1 });
  });

  it("do not wait for a handler that waits for its own transaction", async () => {
    const reasons: unknown[] = [];
    const shop = await startShop({
      onCreated: (_, { attempt }) =>
        attempt > 1
          ? undefined
          : shop.databases.restaurant.run("select 1").then(
              () => undefined,
              (reason) => {
                reasons.push(reason);
                throw reason;
              },
            ),
    });
    await shop.order(4);
    await vi.waitFor(() => expect(shop.accepted).toEqual([4]), { timeout: 10_000 });
    expect(String(reasons)).toContain("expected the session or the transaction that is open here");
  });

  it("are handled by the next process if this one ends before", async () => {
    const folder = await mkdtemp(join(tmpdir(), "seamline-hub-"));
    const files = { customer: join(folder, "customer.sqlite"), restaurant: join(folder, "restaurant.sqlite") };
    const fail = (): never => {
      throw new Error("not in this process");
    };
    const first = await startShop({ files, onCreated: fail, messaging: { leaseMs: 1_000 } });
    await first.order(9);
    await vi.waitFor(() => {
      const { count } = first.connections.restaurant
        .prepare("select count(*) as count from seamline_key")
        .get() as never;
      expect(count).toBe(1);
    });
    await first.app.stop();
    first.connections.customer.close();
    first.connections.restaurant.close();
    const second = await startShop({ files });
    await vi.waitFor(() => expect(second.accepted).toEqual([9]), { timeout: 10_000 });
    await second.app.stop();
    await rm(folder, { recursive: true });
  });
});

describe("a queue that is not worked off", () => {
  it("refuses events beyond its capacity, and makes the process not ready", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const backlogs: Backlog[] = [];
    const errors: unknown[] = [];
    const shop = await startShop({
      onCreated: () => released,
      messaging: { capacity: 3, maxAgeMs: 1_000, concurrency: 1, onBacklog: (one) => void backlogs.push(one) },
      application: { onError: (error) => void errors.push(error) },
    });
    const host = getApplicationHost(shop.app);
    try {
      await expect(
        (async () => {
          for (let id = 1; id < 20; id += 1) await shop.order(id);
        })(),
      ).rejects.toThrow();
      expect(errors).toMatchObject([{ code: "resource_exhausted", retryable: true }]);
      // A handler that holds the one connection of SQLite keeps the queue from being read, too.
      await vi.waitFor(() => expect(host.unreadyReasons.join()).toMatch(/^events: .+ for \d+ s/), { timeout: 30_000 });
    } finally {
      release();
    }
    await vi.waitFor(() => expect(host.unreadyReasons).toEqual([]), { timeout: 30_000 });
    await vi.waitFor(() => expect(shop.accepted).toEqual([1, 2, 3]), { timeout: 30_000 });
    expect(backlogs.map(({ receiver }) => receiver)).toContain("restaurant");
  });
});

describe("a handler without a transaction", () => {
  it("runs at least once, and again after a failure", async () => {
    const seen: (readonly [unknown, number])[] = [];
    const shop = await startShop({
      beside: (_, { transaction, attempt }) => {
        seen.push([transaction, attempt]);
        if (attempt === 1) throw new Error("not yet");
      },
    });
    await shop.order(5);
    await vi.waitFor(
      () =>
        expect(seen).toEqual([
          [undefined, 1],
          [undefined, 2],
        ]),
      { timeout: 10_000 },
    );
  });
});

describe("the explanation of an event", () => {
  it("has its way, its handlers and their sources", () => {
    const { app } = createShop({
      messaging: { brokers: [memoryBroker()] },
      application: { env: { SEAMLINE_EVENTS_CUSTOMER: "database: memory:?capacity=10" } },
    });
    const [explained] = app.explain("customer.orderCreated");
    expect(explained?.settings).toContainEqual({
      name: "way",
      value: "database: and memory:",
      source: "SEAMLINE_EVENTS_CUSTOMER",
    });
    expect(explained?.settings).toContainEqual({ name: "handled by", value: "restaurant", source: "contract" });
    const rows = explained?.settings.map(({ name, value }) => `${name}: ${value}`);
    expect(rows).toContain("published by: customer");
    expect(rows?.find((row) => row.startsWith("payload: "))).toMatch(/^payload: orderId/);
    expect(app.explain("customer").map(({ operation }) => operation)).toEqual([
      "customer.order",
      "customer.orderCreated",
    ]);
    expect(() => app.explain("customer.orderCreted")).toThrow(
      'expected a service, or an operation or event as service.name, found "customer.orderCreted"; did you mean customer.orderCreated?',
    );
  });
});

describe.each(["memory:", "database: memory:"])("events by %s", (way) => {
  it("reach their handler once", async () => {
    const handled: number[] = [];
    const shop = await startShop({
      onCreated: ({ orderId }) => void handled.push(orderId),
      messaging: { brokers: [memoryBroker()] },
      application: { env: { SEAMLINE_EVENTS: way } },
    });
    for (const id of [1, 2, 3]) await shop.order(id);
    await vi.waitFor(() => expect(shop.accepted.toSorted()).toEqual([1, 2, 3]));
    await vi.waitFor(() =>
      expect(shop.connections.restaurant.prepare("select count(*) as count from seamline_message").get()).toEqual({
        count: 0,
      }),
    );
    expect(handled).toHaveLength(3);
  });
});

describe("the configuration of events", () => {
  const faultsOf = async (env: Record<string, string>): Promise<string> => {
    const shop = createShop({ application: { env } });
    const text = await shop.app.start().then(
      () => "started",
      (reason: unknown) => (reason instanceof ConfigurationError ? reason.message : String(reason)),
    );
    await shop.app.stop();
    return text;
  };

  it.each([
    [
      { SEAMLINE_MODULES: "customer" },
      "SEAMLINE_EVENTS: restaurant, which handles customer.orderCreated, runs in another process",
    ],
    [{ SEAMLINE_EVENTS: "nats://127.0.0.1:4222" }, "natsBroker()] })`, with natsBroker from @seamline/messaging/nats"],
    [{ SEAMLINE_EVENTS: "database" }, 'expected "database:" with its colon, or the URL of a broker, found "database"'],
    [{ SEAMLINE_EVENTS: "databse:" }, 'the scheme "databse:" is unknown to this build; did you mean database?'],
    [{ SEAMLINE_EVENTS: "somewhere" }, "expected a URL with a scheme"],
    [{ SEAMLINE_EVENTS_CUSTMER: "database:" }, "did you mean SEAMLINE_EVENTS_CUSTOMER?"],
    [
      { SEAMLINE_EVENTS_CUSTOMER__ORDER_CREATED: "database: x:" },
      "SEAMLINE_EVENTS_CUSTOMER__ORDER_CREATED at character 11",
    ],
  ])("reports %j", async (env, message) => {
    expect(await faultsOf(env)).toContain(message);
  });
});
