/** Hostile messages on a broker: each is dead-lettered with its reason and its text, and none is run. */

import { expect, it, vi } from "vitest";
import { createMessageId, memoryBroker } from "../src/index.ts";
import { createShop } from "./shop.ts";
import { readUrl } from "./target-url.ts";

const type = "customer.orderCreated.v1";
const good = (changes: object = {}): string =>
  JSON.stringify({
    specversion: "1.0",
    id: createMessageId(),
    source: "customer",
    type,
    time: "2026-11-30T12:00:00.000Z",
    data: { orderId: 1 },
    ...changes,
  });

const rows: readonly (readonly [string, string, string])[] = [
  ["no JSON", "nonsense", "text that is no JSON"],
  ["not UTF-8", "\uFFFD\uFFFD\0", "text that is no JSON"],
  ["another JSON value", "[]", "another JSON value"],
  ["deep JSON", "[".repeat(100_000), "text that is no JSON"],
  ["an unknown type", good({ type: "customer.orderBurnt.v1" }), "found customer.orderBurnt.v1"],
  ["an unknown version", good({ type: "customer.orderCreated.v9" }), "found customer.orderCreated.v9"],
  ["a prototype's name as type", good({ type: "__proto__" }), "found __proto__"],
  ["a foreign source", good({ source: "restaurant" }), "from its owner customer, found it from restaurant"],
  ["a payload that breaks the contract", good({ data: { orderId: "one" } }), "orderId"],
];

const key = `k1:${Buffer.alloc(32, 1).toString("base64")}`;
const mac = "A".repeat(43);
const signedRows: typeof rows = [
  ["a tenant without a signature", good({ tenant: "victim" }), "without a signature"],
  ["a tenant with another's signature", good({ tenant: "victim", seamlinesignature: `k1:${mac}` }), "it was changed"],
  ["a tenant with an unknown key", good({ tenant: "victim", seamlinesignature: `k9:${mac}` }), "the unknown key k9"],
];

it.each([
  ["without keys", "memory:hostile", {}, rows],
  ["with keys, and a forged tenant", "memory:forged", { SEAMLINE_KEYS: key }, signedRows],
])("are dead letters with their reason, and those behind them go on: %s", async (_, url, env, hostile) => {
  const seen: number[] = [];
  const shop = createShop({
    onCreated: ({ orderId }) => void seen.push(orderId),
    messaging: { pollMs: 20, brokers: [memoryBroker()] },
    application: { env: { ...env, SEAMLINE_EVENTS: url }, onError: () => undefined },
  });
  await shop.app.start();
  const attacker = readUrl(memoryBroker(), url).create({ onError: () => undefined });
  try {
    await attacker.open([]);
    for (const [, text] of hostile)
      expect(await attacker.publish([{ id: createMessageId(), type, text }])).toEqual([undefined]);
    await shop.order(7);
    await vi.waitFor(() => expect(shop.accepted).toEqual([7]), { timeout: 20_000 });
    const letters = shop.connections.restaurant.prepare("select message, error from seamline_dead_letter");
    await vi.waitFor(() => expect(letters.all()).toHaveLength(hostile.length), { timeout: 20_000 });
    const found = new Map(letters.all().map(({ message, error }) => [message, error]));
    for (const [name, text, reason] of hostile)
      expect(found.get(text.replaceAll("\0", "\uFFFD")), name).toContain(reason);
    expect(seen).toEqual([7]);
  } finally {
    await attacker.close();
    await shop.app.stop();
  }
});
