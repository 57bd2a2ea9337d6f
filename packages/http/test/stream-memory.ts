/**
 * How much memory streams take over HTTP, with both ends in this process: a program, so that nothing else is measured.
 *
 *     node packages/http/test/stream-memory.ts <megabytes> <items>
 *
 * Prints `{ down, up, items, growthMiB }`: the bytes and items that arrived, and by how much the resident memory grew at most.
 */

import { chunkBytes, type FeedClient, openFeed } from "./feed.ts";

const mebibyte = 1024 * 1024;

/** What a run found. */
export interface StreamMemory {
  readonly down: number;
  readonly up: number;
  readonly items: number;
  readonly growthMiB: number;
}

/** Downloads and uploads that many bytes, and reads that many items, with a consumer that is slower than its producer. */
export async function measureStreamMemory(megabytes: number, items: number): Promise<StreamMemory> {
  await using feed = await openFeed({ upload: slowly });
  await run(feed.client, 8 * mebibyte, 5_000, () => undefined); // code is compiled, buffers have their size
  const before = process.memoryUsage.rss();
  let peak = before;
  const sample = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const result = await run(feed.client, megabytes * mebibyte, items, sample);
  return { ...result, growthMiB: Math.round((peak - before) / mebibyte) };
}

async function run(
  client: FeedClient,
  bytes: number,
  count: number,
  sample: () => void,
): Promise<Omit<StreamMemory, "growthMiB">> {
  const chunks = bytes / chunkBytes;
  const options = { timeoutMs: 30_000 };
  const { size: down } = await slowly(
    client.read("download", { chunks }, options) as AsyncIterable<Uint8Array>,
    sample,
  );
  const { size: up } = (await client.send("upload", repeat(chunks, sample), options)) as { size: number };
  let items = 0;
  for await (const _ of client.read("texts", { count }, options)) {
    items += 1;
    if (items % 1000 === 0) sample();
  }
  return { down, up, items };
}

async function slowly(chunks: AsyncIterable<Uint8Array>, sample?: unknown): Promise<{ size: number }> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    await new Promise((resolve) => setImmediate(resolve));
    if (typeof sample === "function") sample();
  }
  return { size };
}

async function* repeat(chunks: number, sample: () => void): AsyncGenerator<Uint8Array, void, void> {
  const chunk = new Uint8Array(chunkBytes);
  for (let sent = 0; sent < chunks; sent += 1) {
    if (sent % 16 === 0) sample();
    yield chunk;
  }
}

if (process.argv[1] === import.meta.filename) {
  const [megabytes = 64, items = 200_000] = process.argv.slice(2).map(Number);
  process.stdout.write(`${JSON.stringify(await measureStreamMemory(megabytes, items))}\n`);
}
