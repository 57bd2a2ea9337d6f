/** A service of streams for tests, its client written as the generator writes one. */

import { z } from "zod";
import { type DeclaredErrorClass, getOperation } from "../src/generated.ts";
import {
  bytes,
  type CallContext,
  type CallOptions,
  DeclaredError,
  type DeclaredErrorOptions,
  defineContract,
  isoDateTime,
  ServiceClient,
  stream,
} from "../src/index.ts";

const Tick = z.object({ n: z.int(), at: isoDateTime().optional() });
type Tick = z.output<typeof Tick>;

export const feedContract = defineContract("feed", {
  operations: {
    ticks: {
      http: "GET /ticks",
      input: z.object({ count: z.int() }),
      output: stream(Tick),
      errors: { feedClosed: { code: "failed_precondition", details: z.object({ after: z.int() }) } },
    },
    sum: { http: "POST /sum", input: stream(z.int()), output: z.int() },
    double: { http: "POST /double", input: stream(z.int()), output: stream(z.int()) },
    download: { http: "GET /file", output: bytes() },
    upload: { http: "PUT /file", input: bytes(), output: z.object({ size: z.int() }) },
  },
});

export class FeedClosed extends DeclaredError<{ after: number }> {
  static override readonly identity = {
    service: "feed",
    reason: "feedClosed",
    code: "failed_precondition",
    message: "feed closed",
  } as const;
  constructor(details: { after: number }, options?: DeclaredErrorOptions) {
    super(FeedClosed.identity, details, options);
  }
}

const $ticks = getOperation(feedContract, "ticks");
const $sum = getOperation(feedContract, "sum");
const $double = getOperation(feedContract, "double");
const $download = getOperation(feedContract, "download");
const $upload = getOperation(feedContract, "upload");

export class FeedClient extends ServiceClient {
  static override readonly contract = feedContract;
  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = { feedClosed: FeedClosed };
  ticks(input: { count: number }, options?: CallOptions): AsyncIterable<Tick> {
    return this.stream($ticks, input, options) as AsyncIterable<Tick>;
  }
  sum(input: AsyncIterable<number>, options?: CallOptions): Promise<number> {
    return this.call($sum, input, options) as Promise<number>;
  }
  double(input: AsyncIterable<number>, options?: CallOptions): AsyncIterable<number> {
    return this.stream($double, input, options) as AsyncIterable<number>;
  }
  download(options?: CallOptions): AsyncIterable<Uint8Array> {
    return this.stream($download, {}, options) as AsyncIterable<Uint8Array>;
  }
  upload(input: AsyncIterable<Uint8Array>, options?: CallOptions): Promise<{ size: number }> {
    return this.call($upload, input, options) as Promise<{ size: number }>;
  }
}

/** Handlers that a test may replace one by one. */
export function feedHandlers(overrides: Record<string, (input: never, context: CallContext) => unknown> = {}): object {
  return {
    async *ticks({ count }: { count: number }) {
      for (let n = 1; n <= count; n += 1) yield { n, at: new Date(n) };
    },
    async sum(numbers: AsyncIterable<number>) {
      let total = 0;
      for await (const number of numbers) total += number;
      return total;
    },
    async *double(numbers: AsyncIterable<number>) {
      for await (const number of numbers) yield number * 2;
    },
    async *download() {
      yield new Uint8Array([1, 2, 3]);
      yield new Uint8Array([4]);
    },
    async upload(chunks: AsyncIterable<Uint8Array>) {
      let size = 0;
      for await (const chunk of chunks) size += chunk.length;
      return { size };
    },
    ...overrides,
  };
}

/** All items of a stream, and the error that ends it. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<{ items: Item[]; error?: unknown }> {
  const found: Item[] = [];
  try {
    for await (const item of items) found.push(item);
    return { items: found };
  } catch (error) {
    return { items: found, error };
  }
}

/** The items one by one, as a generator of the caller. */
export async function* each<Item>(...items: Item[]): AsyncGenerator<Item, void, void> {
  yield* items;
}
