/** A service of streams for the tests, with its own listeners. */

import { bytes, type CallContext, type ClientOf, createClient, defineContract, stream } from "@seamline/core";
import { type ApplicationHost, createDispatcher, type SigningKey } from "@seamline/core/extend";
import { z } from "zod";
import { listenOn } from "../src/extend.ts";
import { createHttpTransport } from "../src/index.ts";

export const feedContract = defineContract("feed", {
  operations: {
    texts: {
      http: "GET /texts",
      expose: "public",
      input: z.object({ count: z.int() }),
      output: stream(z.object({ text: z.string() })),
    },
    sum: { http: "POST /sum", expose: "public", input: stream(z.int()), output: z.int() },
    double: { http: "POST /double", input: stream(z.int()), output: stream(z.int()) },
    download: { http: "GET /file", input: z.object({ chunks: z.int() }), output: bytes() },
    upload: { http: "PUT /file", input: bytes(), output: z.object({ size: z.int() }) },
  },
});

export type FeedHandlers = Record<string, (input: never, context: CallContext) => unknown>;

export type FeedClient = ClientOf<typeof feedContract>;

/** Bytes of one chunk of a download. */
export const chunkBytes: number = 64 * 1024;

export const feedHandlers: FeedHandlers = {
  async *texts({ count }: { count: number }) {
    for (let n = 1; n <= count; n += 1) yield { text: `text ${n}` };
  },
  async sum(numbers: AsyncIterable<number>) {
    let total = 0;
    for await (const number of numbers) total += number;
    return total;
  },
  async *double(numbers: AsyncIterable<number>) {
    for await (const number of numbers) yield number * 2;
  },
  async *download({ chunks }: { chunks: number }) {
    for (let n = 0; n < chunks; n += 1) yield new Uint8Array(chunkBytes).fill(n);
  },
  async upload(chunks: AsyncIterable<Uint8Array>) {
    let size = 0;
    for await (const chunk of chunks) size += chunk.length;
    return { size };
  },
};

/** A feed with open listeners. Dispose of it at the end of the test. */
export interface Feed extends AsyncDisposable {
  readonly client: FeedClient;
  readonly publicUrl: URL;
  readonly internalUrl: URL;
  readonly reported: readonly unknown[];
}

export async function openFeed(overrides: FeedHandlers = {}, keys: readonly SigningKey[] = []): Promise<Feed> {
  const reported: unknown[] = [];
  const handlers = { ...feedHandlers, ...overrides };
  const dispatcher = createDispatcher(feedContract, handlers, { onError: (reason) => reported.push(reason) });
  const host: ApplicationHost = {
    state: "ready",
    dispatchers: [dispatcher],
    keys,
    async start() {},
    addListener() {},
    addReadinessCheck: () => () => {},
    unreadyReasons: [],
  };
  const listening = await listenOn(host, { public: { port: 0 }, internal: { port: 0 } });
  const transport = createHttpTransport(listening.internal ?? "", { keys, connections: 2 });
  return {
    client: createClient(feedContract, transport),
    publicUrl: new URL(listening.public ?? ""),
    internalUrl: new URL(listening.internal ?? ""),
    reported,
    async [Symbol.asyncDispose]() {
      await transport.close?.();
      await listening.close();
    },
  };
}

/** Reads all items of a stream, and its error. */
export async function collect(items: AsyncIterable<unknown>): Promise<{ items: unknown[]; error?: unknown }> {
  const found: unknown[] = [];
  try {
    for await (const item of items) found.push(item);
    return { items: found };
  } catch (error) {
    return { items: found, error };
  }
}

/** Yields the items one by one, as a generator of the caller. */
export async function* each<Item>(...items: Item[]): AsyncGenerator<Item, void, void> {
  yield* items;
}
