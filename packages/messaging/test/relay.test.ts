/** The relay from an outbox to a broker. */

import { randomBytes } from "node:crypto";
import { expect, it, vi } from "vitest";
import { createPublication } from "../src/hub/relay.ts";
import { createMessageId, enqueue, listDeadLetters, memoryBroker } from "../src/index.ts";
import { create } from "./databases.ts";
import { readUrl } from "./target-url.ts";

it("publishes what comes behind messages that the broker refuses", async () => {
  const { database, close } = await create("sqlite");
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const broker = readUrl(memoryBroker(), `memory:relay-${randomBytes(4).toString("hex")}`).create({ onError });
  await broker.open([{ consumer: "restaurant", types: ["customer.orderCreated.v1"] }]);
  const received: string[] = [];
  await broker.consume("restaurant", async (batch) => void received.push(...batch.map(({ text }) => text)));
  const add = (name: string): Promise<void> =>
    database.transaction((session) =>
      enqueue(session, "sqlite", ["to:broker"], {
        id: createMessageId(),
        source: "customer",
        type: `customer.${name}.v1`,
        time: new Date().toISOString(),
        data: {},
      }),
    );
  const settings = { concurrency: 16, leaseMs: 10_000, pollMs: 20, timeoutMs: 30_000 };
  const relay = createPublication(database, { broker, name: "broker", keys: [] }, {
    ...settings,
    capacity: 1_000,
    maxAgeMs: 60_000,
    onBacklog: undefined,
    onError,
  } as never);
  try {
    for (const name of ["unbound", "unbound", "unbound"]) await add(name);
    relay.start();
    await vi.waitFor(() => expect(errors).toHaveLength(1), { timeout: 10_000 });
    expect(errors).toMatchObject([{ name: "MessageRefusal", message: expect.stringContaining("customer.unbound.v1") }]);
    await add("orderCreated");
    relay.wake();
    await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 10_000 });
    // A type that no broker takes: it would be refused for ever.
    await add("a".repeat(220));
    relay.wake();
    await vi.waitFor(
      async () =>
        expect((await listDeadLetters(database)).items).toMatchObject([
          { receiver: "to:broker", error: expect.stringContaining("expected a type of 1 to 200") },
        ]),
      { timeout: 10_000 },
    );
  } finally {
    await relay.stop();
    await broker.close();
    await close();
  }
});
