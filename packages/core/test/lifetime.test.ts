/** The ends of calls: of streams, of queues, of applications that stop meanwhile. */

import { once } from "node:events";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { createInProcessTransport } from "../src/extend.ts";
import {
  type ApplicationOptions,
  type CallContext,
  createApplication,
  createClient,
  defineContract,
  defineModule,
  type ServiceError,
  stream,
  type Transport,
} from "../src/index.ts";
import { createDispatcher } from "../src/server/dispatcher.ts";
import { createBalanceTransport } from "../src/transport/balance.ts";
import { createFallbackTransport } from "../src/transport/fallback.ts";

const contract = defineContract("feed", {
  operations: {
    watch: { output: stream(z.int()) },
    sum: { input: stream(z.int()), output: z.int() },
    hold: { output: z.int() },
  },
});

type Handlers = Partial<Record<"watch" | "sum" | "hold", (input: never, context: CallContext) => unknown>>;

const idle: Handlers = { watch: () => [], sum: () => 0, hold: () => 0 };

function hosted(handlers: Handlers, options: Partial<ApplicationOptions> = {}) {
  const load = async () => defineModule({ contract, start: () => ({ ...idle, ...handlers }) as never });
  return createApplication({ modules: { feed: { contract, load } }, onError() {}, ...options });
}

function local(handlers: Handlers): Transport {
  return createInProcessTransport(createDispatcher(contract, { ...idle, ...handlers }));
}

async function* numbers(count: number): AsyncGenerator<number, void, void> {
  for (let n = 1; n <= count; n += 1) yield n;
}

it("an application that was stopped does not start again", async () => {
  for (const started of [false, true]) {
    const app = hosted({});
    if (started) await app.start();
    await app.stop();
    await expect(app.start()).rejects.toThrow("The application has been stopped; create another one to start again");
    expect(app.state).toBe("stopped");
  }
});

/** A producer of one item that waits for the end of its call. */
function waiting(log: string[]): Handlers {
  return {
    async *watch(_: unknown, { signal }: CallContext) {
      yield 1;
      await once(signal, "abort");
      log.push((signal.reason as ServiceError).code);
    },
  };
}

describe("an application that stops", () => {
  it("waits for the producer of a stream whose deadline has passed", async () => {
    const log: string[] = [];
    const app = hosted({
      async *watch() {
        try {
          for (let n = 0; ; n += 1) {
            yield n;
            await sleep(200);
          }
        } finally {
          log.push("finally");
        }
      },
    });
    await app.start();
    const read = async (): Promise<void> => {
      for await (const _ of app.client(contract).watch({}, { timeoutMs: 50 }));
    };
    await expect(read()).rejects.toMatchObject({ code: "deadline_exceeded" });
    await app.stop();
    log.push("stopped");
    expect(log).toEqual(["finally", "stopped"]);
  });
});

describe("the reader of a stream", () => {
  it("ends the call by destroying a Readable while an item is pending", async () => {
    const log: string[] = [];
    const items = Readable.from(createClient(contract, local(waiting(log))).watch({}));
    await once(items, "data");
    items.destroy();
    await once(items, "close");
    expect(log).toEqual(["canceled"]);
  });

  it("ends the call when a pipeline breaks", async () => {
    const log: string[] = [];
    const items = Readable.from(createClient(contract, local(waiting(log))).watch({}));
    const failing = new Writable({
      objectMode: true,
      write: (_chunk, _encoding, done) => done(new Error("the client went away")),
    });
    await expect(pipeline(items, failing)).rejects.toThrow("the client went away");
    await vi.waitFor(() => expect(log).toEqual(["canceled"]));
  });

  it("may leave before the first item has come, and before the first pull", async () => {
    const log: string[] = [];
    const hanging = {
      // biome-ignore lint/correctness/useYield: its first item never comes
      async *watch(_: unknown, { signal }: CallContext) {
        await once(signal, "abort");
        log.push((signal.reason as ServiceError).code);
      },
    };
    const client = createClient(contract, local(hanging));
    const reader = client.watch({})[Symbol.asyncIterator]();
    const first = reader.next();
    await new Promise((resolve) => setImmediate(resolve));
    await reader.return?.();
    expect(await first).toEqual({ done: true, value: undefined });
    expect(log).toEqual(["canceled"]);
    await client.watch({})[Symbol.asyncIterator]().return?.();
    expect(log).toHaveLength(1);
  });

  it("is the handler of a client stream, too", async () => {
    const log: string[] = [];
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        async return() {
          log.push("the caller's items are closed");
          return { done: true, value: undefined };
        },
      }),
    };
    const handlers: Handlers = {
      async sum(items: AsyncIterable<number>) {
        const reader = items[Symbol.asyncIterator]();
        const pending = reader.next();
        await new Promise((resolve) => setImmediate(resolve));
        await reader.return?.();
        log.push(`pending: done ${(await pending).done}`);
        return 7;
      },
    };
    expect(await createClient(contract, local(handlers)).sum(source)).toBe(7);
    expect(log).toEqual(["the caller's items are closed", "pending: done true"]);
  });
});

describe("a stream that never waits", () => {
  it.each(["a generator", "an iterable that is no generator"])("leaves time for others: %s", async (kind) => {
    let n = 0;
    const endless: AsyncIterable<number> =
      kind === "a generator"
        ? numbers(Number.POSITIVE_INFINITY)
        : {
            [Symbol.asyncIterator]: () => ({
              next: async () => {
                n += 1;
                return { done: false, value: n };
              },
            }),
          };
    const client = createClient(contract, local({ watch: () => endless }));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const read = async (): Promise<void> => {
      for await (const _ of client.watch({}, { signal: controller.signal }));
    };
    await expect(read()).rejects.toMatchObject({ code: "canceled" });
  });

  it("leaves time also when a transport of the application's own brings it", async () => {
    const client = createClient(contract, {
      call: async () => ({ output: numbers(Number.POSITIVE_INFINITY), local: false }),
    });
    const read = async (): Promise<void> => {
      for await (const _ of client.watch({}, { timeoutMs: 50 }));
    };
    await expect(read()).rejects.toMatchObject({ code: "deadline_exceeded" });
  });
});

describe("a call that never left a queue", () => {
  it("is not sent when its time is up or its caller cancels it", async () => {
    const gate = Promise.withResolvers<number>();
    const policies = { feed: { concurrency: 1, queue: 10, retries: 0 } };
    const app = hosted({ hold: () => gate.promise }, { policies });
    await app.start();
    const client = app.client(contract);
    const first = client.hold();
    const controller = new AbortController();
    const canceled = client.hold({}, { signal: controller.signal });
    const late = client.hold({}, { timeoutMs: 20 });
    controller.abort();
    await expect(canceled).rejects.toMatchObject({ code: "canceled", sent: "not_sent" });
    await expect(late).rejects.toMatchObject({ code: "deadline_exceeded", sent: "not_sent" });
    const next = client.hold({}, { timeoutMs: 500 });
    gate.resolve(1);
    expect([await first, await next]).toEqual([1, 1]);
    await app.stop();
  });

  it("may be sent once it has left the queue", async () => {
    const gates = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
    let calls = 0;
    const app = hosted({ hold: () => gates[calls++]?.promise }, { policies: { feed: { concurrency: 1 } } });
    await app.start();
    const client = app.client(contract);
    const first = client.hold();
    const late = client.hold({}, { timeoutMs: 60 });
    gates[0]?.resolve(1);
    await first;
    await expect(late).rejects.toMatchObject({ code: "deadline_exceeded", sent: "maybe_sent" });
    gates[1]?.resolve(2);
    await app.stop();
  });
});

describe("a client stream", () => {
  const summing: Handlers = {
    async sum(items: AsyncIterable<number>) {
      let total = 0;
      for await (const item of items) total += item;
      return total;
    },
  };
  const dead = (read: boolean, sent: "not_sent" | "maybe_sent" = "not_sent"): Transport => ({
    async call({ input, context }) {
      const items = (input as AsyncIterable<number>)[Symbol.asyncIterator]();
      if (read) await items.next();
      await items.return?.();
      throw context.fail("unavailable", "down", { sent });
    },
  });
  const ways: Readonly<Record<string, (first: Transport) => Transport>> = {
    fallback: (first) =>
      createFallbackTransport({ name: "first", transport: first }, { name: "second", transport: local(summing) }),
    balance: (first) =>
      createBalanceTransport([
        { name: "first", transport: first },
        { name: "second", transport: local(summing) },
      ]),
  };

  it.each(Object.entries(ways))("goes to another member of %s if no item was read", async (_, combine) => {
    const client = createClient(contract, combine(dead(false)));
    expect(await client.sum(numbers(3))).toBe(6);
  });

  it.each(Object.entries(ways))("stays with the first of %s once an item was read", async (_, combine) => {
    const client = createClient(contract, combine(dead(true)));
    await expect(client.sum(numbers(3))).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
  });

  it.each(Object.entries(ways))("stays with the first of %s if it may have been sent", async (_, combine) => {
    const client = createClient(contract, combine(dead(false, "maybe_sent")));
    await expect(client.sum(numbers(3))).rejects.toMatchObject({ code: "unavailable", sent: "maybe_sent" });
  });

  it("is repeated if no item was read", async () => {
    let attempts = 0;
    const flaky: Transport = {
      call: (request) => (attempts++ === 0 ? dead(false).call(request) : local(summing).call(request)),
    };
    const app = createApplication({ modules: { feed: { contract } }, topology: { feed: flaky } });
    await app.start();
    expect(await app.client(contract).sum(numbers(3))).toBe(6);
    await app.stop();
  });
});

describe("nested calls over one bulkhead", () => {
  it("never wait for the calls around them", async () => {
    const input = z.object({ depth: z.int() });
    const a = defineContract("a", { operations: { go: { input, output: z.int() } } });
    const b = defineContract("b", { operations: { go: { input, output: z.int() } } });
    type Going = { readonly go: (input: { depth: number }) => Promise<number> };
    const load = (own: typeof a | typeof b, other: () => Going) => async () =>
      defineModule({
        contract: own,
        start: () => ({
          go: async ({ depth }: { depth: number }) => {
            await new Promise((resolve) => setImmediate(resolve));
            return depth === 0 ? 0 : 1 + (await other().go({ depth: depth - 1 }));
          },
        }),
      });
    const app = createApplication({
      modules: {
        a: { contract: a, load: load(a, () => app.client(b)) },
        b: { contract: b, load: load(b, () => app.client(a)) },
      },
      policies: { a: { concurrency: 2 }, b: { concurrency: 2 } },
    });
    await app.start();
    const client = app.client(a);
    const calls = Array.from({ length: 40 }, () => client.go({ depth: 6 }, { timeoutMs: 5000 }));
    expect(await Promise.all(calls)).toEqual(calls.map(() => 6));
    await app.stop();
  });
});
