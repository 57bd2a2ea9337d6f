import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDispatcher, createInProcessTransport, type Dispatcher } from "../src/extend.ts";
import {
  bytes,
  createApplication,
  createClient,
  currentContext,
  defineContract,
  defineModule,
  type ServiceError,
  stream,
  type Transport,
} from "../src/index.ts";
import { createStrictTransport } from "../src/internal.ts";
import { collect, each, FeedClient, FeedClosed, feedContract, feedHandlers } from "./feed.ts";

type Overrides = Parameters<typeof feedHandlers>[0];

const transports: [string, (dispatcher: Dispatcher) => Transport][] = [
  ["in-process", createInProcessTransport],
  ["in-process strict", (dispatcher) => createStrictTransport(dispatcher, 1)],
];

describe.each(transports)("streams, %s", (_name, createTransport) => {
  const reported: unknown[] = [];
  function connect(overrides?: Overrides): FeedClient {
    reported.length = 0;
    const onError = (reason: unknown): unknown => reported.push(reason);
    return createClient(
      FeedClient,
      createTransport(createDispatcher(feedContract, feedHandlers(overrides), { onError })),
    );
  }

  it("brings the items in order, as domain values", async () => {
    expect(await collect(connect().ticks({ count: 3 }))).toEqual({
      items: [1, 2, 3].map((n) => ({ n, at: new Date(n) })),
    });
  });

  it("may be empty", async () => {
    expect(await collect(connect().ticks({ count: 0 }))).toEqual({ items: [] });
  });

  it("starts with the first pull", async () => {
    let runs = 0;
    const client = connect({
      async *ticks() {
        runs += 1;
        yield { n: 1 };
      },
    });
    const unread = client.ticks({ count: 1 });
    const iterator = client.ticks({ count: 1 })[Symbol.asyncIterator]();
    await iterator.return?.();
    await collect(client.ticks({ count: 1 }));
    expect(runs).toBe(1);
    await collect(unread);
    expect(runs).toBe(2);
  });

  it("brings the items, then the error", async () => {
    const client = connect({
      async *ticks() {
        yield { n: 1 };
        yield { n: 2 };
        throw new FeedClosed({ after: 2 });
      },
    });
    const { items, error } = await collect(client.ticks({ count: 9 }));
    expect(items).toEqual([{ n: 1 }, { n: 2 }]);
    expect(error).toBeInstanceOf(FeedClosed);
    expect(error).toMatchObject({ details: { after: 2 }, operation: "feed.ticks", sent: "processed" });
  });

  it("fails before the first item as any call does", async () => {
    const client = connect({
      ticks() {
        throw new FeedClosed({ after: 0 });
      },
    });
    expect((await collect(client.ticks({ count: 9 }))).error).toBeInstanceOf(FeedClosed);
    const invalid = (await collect(connect().ticks({ count: 1.5 }))).error;
    expect(invalid).toMatchObject({ code: "invalid_argument", operation: "feed.ticks", sent: "not_sent" });
  });

  it("masks an undeclared error and reports it", async () => {
    const client = connect({
      async *ticks() {
        yield { n: 1 };
        throw new Error("a secret");
      },
    });
    const { error } = await collect(client.ticks({ count: 1 }));
    expect(error).toMatchObject({ code: "internal" });
    expect((error as Error).message).not.toContain("secret");
    expect(reported).toEqual([new Error("a secret")]);
  });

  it("ends with `internal` at an item outside the contract, and names its position", async () => {
    let closed = false;
    const client = connect({
      async *ticks() {
        try {
          yield { n: 1 };
          yield { n: "two" };
        } finally {
          closed = true;
        }
      },
    });
    const { items, error } = await collect(client.ticks({ count: 1 }));
    expect(items).toEqual([{ n: 1 }]);
    expect(error).toMatchObject({ code: "internal" });
    expect((error as Error).message).toMatch(/item 1 of the output .*at n/);
    expect(closed).toBe(true);
  });

  it("refuses an output that is no stream", async () => {
    expect((await collect(connect({ ticks: () => [{ n: 1 }] }).ticks({ count: 1 }))).error).toMatchObject({
      code: "internal",
    });
  });

  it("keeps the producer at the consumer's pace", async () => {
    let produced = 0;
    const client = connect({
      async *ticks() {
        for (;;) {
          produced += 1;
          yield { n: produced };
        }
      },
    });
    for await (const { n } of client.ticks({ count: 1 })) {
      expect(produced - n).toBeLessThanOrEqual(16);
      if (n === 100) break;
    }
  });

  it("runs the producer's finally when its consumer leaves, with the signal aborted", async () => {
    const closed = Promise.withResolvers<string>();
    const client = connect({
      async *ticks(_input, context) {
        try {
          for (let n = 1; ; n += 1) yield { n };
        } finally {
          closed.resolve(String((context.signal.reason as ServiceError | undefined)?.code));
        }
      },
    });
    for await (const { n } of client.ticks({ count: 1 })) if (n === 3) break;
    expect(await closed.promise).toBe("canceled");
  });

  it("refuses a second consumer", async () => {
    const ticks = connect().ticks({ count: 2 });
    await collect(ticks);
    expect((await collect(ticks)).error).toMatchObject({ code: "failed_precondition" });
  });

  it("ends at the deadline, though the producer waits", async () => {
    const stopped = Promise.withResolvers<void>();
    const client = connect({
      async *ticks(_input, { signal }) {
        yield { n: 1 };
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        stopped.resolve();
      },
    });
    const { items, error } = await collect(client.ticks({ count: 1 }, { timeoutMs: 50 }));
    expect(items).toEqual([{ n: 1 }]);
    expect(error).toMatchObject({ code: "deadline_exceeded" });
    await stopped.promise;
  });

  it("ends with its deadline, though a failure arrives before any timer can fire", async () => {
    const client = connect({
      async *ticks() {
        yield { n: 1 };
        for (const end = performance.now() + 60; performance.now() < end; );
        throw new FeedClosed({ after: 1 });
      },
    });
    const { items, error } = await collect(client.ticks({ count: 1 }, { timeoutMs: 50 }));
    expect(items).toEqual([{ n: 1 }]);
    expect(error).toMatchObject({ code: "deadline_exceeded", sent: "maybe_sent" });
  });

  it("is canceled by its caller's signal", async () => {
    const controller = new AbortController();
    const client = connect({
      async *ticks() {
        yield { n: 1 };
        controller.abort();
        await new Promise(() => undefined);
      },
    });
    const { items, error } = await collect(client.ticks({ count: 1 }, { signal: controller.signal }));
    expect(items).toEqual([{ n: 1 }]);
    expect(error).toMatchObject({ code: "canceled" });
  });

  it("gives the producer its own async frame at every step", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const client = connect({
      async *ticks() {
        for (let n = 1; n <= 2; n += 1) {
          seen.push([storage.getStore(), currentContext()?.operation.id]);
          yield { n };
        }
      },
    });
    await storage.run("the caller's", () => collect(client.ticks({ count: 1 })));
    expect(seen).toEqual([
      [undefined, "feed.ticks"],
      [undefined, "feed.ticks"],
    ]);
  });

  it("carries a client stream, pulled in the caller's frame", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    async function* numbers(): AsyncGenerator<number, void, void> {
      for (let n = 1; n <= 3; n += 1) {
        seen.push([storage.getStore(), currentContext()?.operation.id]);
        yield n;
      }
    }
    expect(await storage.run("mine", () => connect().sum(numbers()))).toBe(6);
    expect(seen).toEqual(new Array(3).fill(["mine", undefined]));
    expect(await connect().sum(each())).toBe(0);
  });

  it("carries streams both ways", async () => {
    expect(await collect(connect().double(each(1, 2, 3)))).toEqual({ items: [2, 4, 6] });
  });

  it("refuses a client stream with an item outside the contract", async () => {
    const seen = Promise.withResolvers<unknown>();
    const client = connect({
      async sum(numbers: AsyncIterable<number>) {
        const { error } = await collect(numbers);
        seen.resolve(error);
        return 0;
      },
    });
    await expect(client.sum(each(1, "two" as never))).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("item 1 of the input"),
      details: { issues: [{ path: "(root)", code: "invalid_type" }] },
    });
    expect(await seen.promise).toMatchObject({ code: "canceled" });
    await expect(client.sum("12" as never)).rejects.toMatchObject({ code: "invalid_argument", sent: "not_sent" });
  });

  it("fails with the error of the caller's own generator, which the callee does not see", async () => {
    async function* failing(): AsyncGenerator<number, void, void> {
      yield 1;
      throw new TypeError("mine");
    }
    await expect(connect().sum(failing())).rejects.toMatchObject({ code: "internal", cause: new TypeError("mine") });
    const { error } = await collect(connect().double(failing()));
    expect(error).toMatchObject({ code: "internal", cause: new TypeError("mine") });
  });

  it("runs the finally of a client stream that is not read to its end", async () => {
    const closed = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<number, void, void> {
      try {
        for (let n = 1; ; n += 1) yield n;
      } finally {
        closed.resolve();
      }
    }
    const client = connect({
      async sum(numbers: AsyncIterable<number>) {
        for await (const number of numbers) if (number === 3) return number;
        return 0;
      },
    });
    expect(await client.sum(endless())).toBe(3);
    await closed.promise;
  });

  it("carries bytes, which neither side can change afterwards", async () => {
    const kept = new Uint8Array([1, 2]);
    const client = connect({
      async *download() {
        yield kept;
        kept.fill(9);
        yield kept;
      },
    });
    const { items } = await collect(client.download());
    expect(items).toEqual([new Uint8Array([1, 2]), new Uint8Array([9, 9])]);
    items[0]?.fill(7);
    expect(kept).toEqual(new Uint8Array([9, 9]));
    expect(await connect().upload(each(kept, Buffer.from("text")))).toEqual({ size: 6 });
    await expect(connect().upload(each("text" as never))).rejects.toMatchObject({ code: "invalid_argument" });
  });

  it("breaks off with `data_loss` when a download fails after its first bytes", async () => {
    const client = connect({
      async *download() {
        yield new Uint8Array([1]);
        throw new Error("disk");
      },
    });
    const { items, error } = await collect(client.download());
    expect(items).toEqual([new Uint8Array([1])]);
    expect(error).toMatchObject({ code: "data_loss" });
    expect(reported).toEqual([new Error("disk")]);
  });
});

describe("a draining application", () => {
  it("lets a stream come to its end", async () => {
    const gate = Promise.withResolvers<void>();
    const handlers = feedHandlers({
      async *ticks() {
        yield { n: 1 };
        await gate.promise;
        yield { n: 2 };
      },
    });
    const module = defineModule({ contract: feedContract, start: () => handlers });
    const app = createApplication({ modules: { feed: { contract: feedContract, load: async () => module } } });
    await app.start();
    const ticks = app.client(FeedClient).ticks({ count: 1 })[Symbol.asyncIterator]();
    await ticks.next();
    let stopped = false;
    const stopping = app.stop().then(() => {
      stopped = true;
    });
    const second = ticks.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    gate.resolve();
    expect(await second).toEqual({ done: false, value: { n: 2 } });
    expect(await ticks.next()).toEqual({ done: true, value: undefined });
    await stopping;
  });
});

describe("defineContract", () => {
  it("refuses streams where they cannot stand", () => {
    const define = () =>
      defineContract("bad", {
        operations: {
          one: { http: "GET /one", input: stream(z.int()) },
          two: { http: "PUT /two/{id}", input: bytes() },
          three: { output: stream(z.string().optional()) },
          four: { output: stream(z.map(z.string(), z.string())) },
          stream: {},
        },
      });
    expect(define).toThrow(/one\.input: a stream needs a body, which GET does not have/);
    expect(define).toThrow(/two\.http: the placeholder \{id\} has no field/);
    expect(define).toThrow(/three\.output\.item: an optional item has no JSON form/);
    expect(define).toThrow(/four\.output\.item: /);
    expect(define).toThrow(/stream: the name is taken/);
  });

  it("includes the sides that are streams in the hash", () => {
    const hashes = [z.int(), stream(z.int())].map((output) => defineContract("one", { operations: { a: { output } } }));
    expect(hashes[0]?.hash).not.toBe(hashes[1]?.hash);
  });
});
