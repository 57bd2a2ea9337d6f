/**
 * Policies in front of streams: in this process and over HTTP, a call is under way until its stream
 * has ended.
 */

import { type Application, createApplication, defineModule, type Transport } from "@seamline/core";
import { createInProcessTransport, type Dispatcher, getApplicationHost } from "@seamline/core/extend";
import { callIdOf, openRawServer } from "@seamline/test-support";
import { describe, expect, it } from "vitest";
import { createHttpTransport, listen } from "../src/index.ts";
import { collect, each, type FeedClient, type FeedHandlers, feedContract, feedHandlers } from "./feed.ts";

interface Caller extends AsyncDisposable {
  readonly client: FeedClient;
  /** The state of the policies of `feed.texts`, by name. */
  state(): Record<string, string>;
}

type Placement = "in-process" | "over HTTP";

/**
 * Opens an application that calls a feed in this process or behind a listener, at most one call at
 * a time.
 */
async function openCaller(placement: Placement, overrides: FeedHandlers = {}): Promise<Caller> {
  const module = defineModule({ contract: feedContract, start: () => ({ ...feedHandlers, ...overrides }) });
  const modules = { feed: { contract: feedContract, load: async () => module } };
  const host = createApplication({ modules, onError: () => undefined });
  const { internal = "" } = await listen(host, { internal: { port: 0 } });
  const [dispatcher] = getApplicationHost(host).dispatchers;
  const transport =
    placement === "in-process" ? createInProcessTransport(dispatcher as Dispatcher) : createHttpTransport(internal);
  const app = await startCaller(transport);
  return {
    ...app,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await host.stop();
    },
  };
}

async function startCaller(transport: Transport): Promise<Caller> {
  const app: Application = createApplication({
    modules: { feed: { contract: feedContract } },
    policies: { feed: { breaker: 2, concurrency: 1, retries: 2 } },
    topology: { feed: transport },
  });
  await app.start();
  return {
    client: app.client(feedContract),
    state: () =>
      Object.fromEntries((app.explain("feed.texts")[0]?.state ?? []).map(({ name, value }) => [name, value])),
    async [Symbol.asyncDispose]() {
      await app.stop();
      await transport.close?.();
    },
  };
}

const endless: FeedHandlers = {
  async *texts() {
    for (let n = 1; ; n += 1) yield { text: String(n) };
  },
};

describe.each<Placement>(["in-process", "over HTTP"])("policies in front of streams, %s", (placement) => {
  it("count a stream until it has been read to its end", async () => {
    await using caller = await openCaller(placement);
    const items = caller.client.texts({ count: 2 })[Symbol.asyncIterator]();
    for (let n = 1; n <= 2; n += 1) {
      expect((await items.next()).done).toBe(false);
      expect(caller.state()).toMatchObject({ "in flight": "1" });
    }
    const second = collect(caller.client.texts({ count: 1 }));
    expect(caller.state()).toMatchObject({ "in flight": "1", waiting: "1" });
    expect((await items.next()).done).toBe(true);
    expect((await second).items).toHaveLength(1);
    expect(caller.state()).toMatchObject({ "in flight": "0", waiting: "0", breaker: "closed" });
  });

  it("count a stream until its reader leaves, or fails", async () => {
    await using caller = await openCaller(placement, endless);
    for await (const _ of caller.client.texts({ count: 1 })) {
      expect(caller.state()).toMatchObject({ "in flight": "1" });
      break;
    }
    expect(caller.state()).toMatchObject({ "in flight": "0" });
    const fail = async (): Promise<void> => {
      for await (const _ of caller.client.texts({ count: 1 })) throw new Error("the reader's own");
    };
    await expect(fail()).rejects.toThrow("the reader's own");
    expect(caller.state()).toMatchObject({ "in flight": "0", breaker: "closed" });
  });

  it("count a stream until it is canceled", async () => {
    await using caller = await openCaller(placement, endless);
    const controller = new AbortController();
    const items = caller.client.texts({ count: 1 }, { signal: controller.signal })[Symbol.asyncIterator]();
    await items.next();
    expect(caller.state()).toMatchObject({ "in flight": "1" });
    controller.abort();
    expect(caller.state()).toMatchObject({ "in flight": "0" });
    await expect(items.next()).rejects.toMatchObject({ code: "canceled" });
  });

  it("release the slot of a stream that is not read to the next call at its deadline", async () => {
    await using caller = await openCaller(placement, endless);
    await caller.client.texts({ count: 1 }, { timeoutMs: 1_000 })[Symbol.asyncIterator]().next();
    const next = caller.client.sum(each(1, 2));
    expect(caller.state()).toMatchObject({ "in flight": "1", waiting: "1" });
    expect(await next).toBe(3);
    expect(caller.state()).toMatchObject({ "in flight": "0" });
  });

  it("open the breaker when streams are cut, and do not retry", async () => {
    let runs = 0;
    await using caller = await openCaller(placement, {
      async *download() {
        runs += 1;
        yield new Uint8Array([1]);
        throw new Error("disk");
      },
    });
    for (let call = 0; call < 2; call += 1) {
      expect(caller.state()).toMatchObject({ breaker: "closed" });
      const { items, error } = await collect(caller.client.download({ chunks: 1 }));
      expect(items).toHaveLength(1);
      expect(error).toMatchObject({ code: "data_loss" });
    }
    expect(caller.state()).toMatchObject({ breaker: "open", "in flight": "0" });
    expect(runs).toBe(2);
  });

  it("do not count a callee's bugs as failures of its host", async () => {
    await using caller = await openCaller(placement, {
      async *texts() {
        yield { text: "fine" };
        throw new Error("a bug");
      },
    });
    for (let call = 0; call < 3; call += 1) {
      const { error } = await collect(caller.client.texts({ count: 1 }));
      expect(error).toMatchObject({ code: "internal" });
    }
    expect(caller.state()).toMatchObject({ breaker: "closed", "in flight": "0" });
  });

  it("count a client stream until its response", async () => {
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    await using caller = await openCaller(placement, {
      async sum(numbers: AsyncIterable<number>) {
        const { items } = await collect(numbers);
        reached.resolve();
        await gate.promise;
        return items.length;
      },
    });
    const sum = caller.client.sum(each(1, 2));
    await reached.promise;
    expect(caller.state()).toMatchObject({ "in flight": "1" });
    gate.resolve();
    expect(await sum).toBe(2);
    expect(caller.state()).toMatchObject({ "in flight": "0" });
  });
});

describe("policies in front of a callee that dies within its responses", () => {
  it("open the breaker, and no call is retried", async () => {
    let requests = 0;
    const item = '{"item":{"text":"a"}}\n';
    await using server = await openRawServer((request, socket) => {
      requests += 1;
      const head = [
        "HTTP/1.1 200 OK",
        "content-type: application/x-ndjson",
        `seamline-call-id: ${callIdOf(request)}`,
        "transfer-encoding: chunked",
      ];
      socket.end(`${head.join("\r\n")}\r\n\r\n${item.length.toString(16)}\r\n${item}\r\n`);
    });
    await using caller = await startCaller(createHttpTransport(server.url));
    for (let call = 0; call < 2; call += 1) {
      const { items, error } = await collect(caller.client.texts({ count: 1 }));
      expect(items).toEqual([{ text: "a" }]);
      expect(error).toMatchObject({ code: "data_loss" });
    }
    expect(caller.state()).toMatchObject({ breaker: "open", "in flight": "0" });
    expect((await collect(caller.client.texts({ count: 1 }))).error).toMatchObject({ reason: "breakerOpen" });
    expect(requests).toBe(2);
  });
});
