/** Streams as callers and handlers write them: async generators on one side, `for await` on the other. */

import { MarketClient } from "./generated/client.ts";
import type { MarketHandlers } from "./generated/handlers.ts";
import { type MarketMock, UnknownSymbol } from "./generated/testing.ts";

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

export function stubThem(mock: MarketMock): number {
  const { watch, record, download, convert } = mock.stubs;
  const tick = { symbol: "A", price: 1, at: new Date() };
  watch.respond([tick]).once.fail(new UnknownSymbol({ symbol: "B" })).cutAfter(async function* ({ symbol }) {
    yield { ...tick, symbol };
  });
  record.respond({ recorded: 1 });
  download.respond(new Uint8Array(3)).once.respond([new Uint8Array(1)]);
  convert.respond(async function* (items) {
    for await (const { from } of items) yield from.length;
  });
  // @ts-expect-error the items are ticks
  watch.respond([1]);
  // @ts-expect-error it declares no error
  record.fail(new UnknownSymbol({ symbol: "B" }));
  return record.calls[0]?.input[0]?.at.getTime() ?? 0;
}
