/** Streams as callers and handlers write them: async generators on one side, `for await` on the other. */

import { MarketClient } from "./generated/client.ts";
import type { MarketHandlers } from "./generated/handlers.ts";

export async function callIt(client: MarketClient): Promise<number> {
  let total = 0;
  for await (const { price, at } of client.watch({ symbol: "A" })) total += price + at.getTime();
  for await (const { lot } of client.list()) total += lot;
  for await (const chunk of client.download({ year: 2020 })) total += chunk.length;
  async function* ticks(): AsyncGenerator<{ symbol: string; price: number; at: Date }> {
    yield { symbol: "A", price: 1, at: new Date() };
  }
  const recorded = await client.safe.record(ticks());
  // @ts-expect-error a stream fails while it is read: it has no safe form
  client.safe.watch({ symbol: "A" });
  // @ts-expect-error the items are ticks
  await client.record((async function* () { yield 1; })());
  return recorded.ok ? recorded.value.recorded : total;
}

export const handlers: MarketHandlers = {
  async *watch({ symbol }) {
    yield { symbol, price: 1, at: new Date() };
  },
  async *list() {
    yield { symbol: "A" };
  },
  async record(ticks) {
    let recorded = 0;
    for await (const { price } of ticks) recorded += Math.sign(price);
    return { recorded };
  },
  async *convert(items) {
    for await (const { from } of items) yield from.length;
  },
  download: async () => new ReadableStream<Uint8Array>(),
  async upload(chunks) {
    for await (const chunk of chunks) void chunk.length;
  },
};
