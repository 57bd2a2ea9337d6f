/**
 * The process measured for the memory of streams: both ends of long streams over HTTP.
 *
 *     node verification/src/reliability/stream-memory-program.ts <mebibytes> <items>
 */

import { bytes, type ClientOf, createClient, defineContract, stream } from "@seamline/core";
import { createDispatcher } from "@seamline/core/extend";
import { createHttpTransport } from "@seamline/http";
import { listenOn } from "@seamline/http/extend";
import { createHost } from "@seamline/http/test/targets/host.ts";
import { z } from "zod";

/** The measurements of the program. */
export interface StreamMemoryReport {
  /** Bytes that arrived. */
  readonly down: number;
  readonly up: number;
  /** Items that arrived. */
  readonly items: number;
  /** Peak resident memory in bytes, less the peak after a short warm-up: an upper bound. */
  readonly growth: number;
  readonly seconds: { readonly down: number; readonly up: number };
}

const mebibyte = 1024 * 1024;
const chunkBytes = 64 * 1024;

/** The warm-up: code is compiled, buffers reach their size. */
const warmUp = { bytes: 32 * mebibyte, items: 5_000 };

/**
 * Milliseconds that a stream may take: more than the default 30,000, because the machine may be
 * busy.
 */
const timeoutMs = 300_000;

const contract = defineContract("feed", {
  operations: {
    download: { http: "GET /file", timeoutMs, input: z.object({ chunks: z.int() }), output: bytes() },
    upload: { http: "PUT /file", timeoutMs, input: bytes(), output: z.object({ size: z.int() }) },
    texts: {
      http: "GET /texts",
      timeoutMs,
      input: z.object({ count: z.int() }),
      output: stream(z.object({ text: z.string() })),
    },
  },
});

const handlers = {
  download: ({ chunks }: { chunks: number }) => produce(chunks),
  upload: async (chunks: AsyncIterable<Uint8Array>) => ({ size: await readSlowly(chunks) }),
  async *texts({ count }: { count: number }) {
    for (let n = 1; n <= count; n += 1) yield { text: `text ${n}` };
  },
};

/** Every chunk is a new buffer, like those of a file. */
async function* produce(chunks: number): AsyncGenerator<Uint8Array, void, void> {
  for (let n = 0; n < chunks; n += 1) yield new Uint8Array(chunkBytes).fill(n);
}

/** Reads more slowly than the writer writes: what is not held back piles up. */
async function readSlowly(chunks: AsyncIterable<unknown>): Promise<number> {
  let size = 0;
  for await (const chunk of chunks) {
    size += (chunk as Uint8Array).length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return size;
}

async function run(
  client: ClientOf<typeof contract>,
  bytes: number,
  count: number,
): Promise<Omit<StreamMemoryReport, "growth">> {
  const chunks = bytes / chunkBytes;
  const started = performance.now();
  const down = await readSlowly(client.download({ chunks }));
  const between = performance.now();
  const { size: up } = await client.upload(produce(chunks));
  const ended = performance.now();
  let items = 0;
  for await (const _ of client.texts({ count })) items += 1;
  return { down, up, items, seconds: { down: (between - started) / 1000, up: (ended - between) / 1000 } };
}

const listening = await listenOn(createHost([createDispatcher(contract, handlers)]), {
  internal: { port: 0, requestTimeoutMs: timeoutMs },
});
const transport = createHttpTransport(listening.internal as string, { connections: 2 });
const client = createClient(contract, transport);

const [mebibytes = 64, count = 60_000] = process.argv.slice(2).map(Number);
await run(client, warmUp.bytes, warmUp.items);
const before = process.memoryUsage.rss();
const result = await run(client, mebibytes * mebibyte, count);
// The kernel keeps the peak itself, in KiB, so none is missed between two samples.
const growth = process.resourceUsage().maxRSS * 1024 - before;
await transport.close?.();
await listening.close();
const report: StreamMemoryReport = { ...result, growth };
process.stdout.write(`${JSON.stringify(report)}\n`);
