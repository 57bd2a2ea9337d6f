import { createClient, ServiceError } from "@seamline/core";
import { ask, callIdOf, openRawServer, postText, requestText } from "@seamline/test-support";
import { describe, expect, it } from "vitest";
import { createHttpTransport } from "../src/index.ts";
import { chunkBytes, collect, each, type FeedClient, type FeedHandlers, feedContract, openFeed } from "./feed.ts";

const keys = [{ id: "k1", secret: new Uint8Array(32).fill(1) }];

describe("streams over HTTP", () => {
  it("carries items in order, and the connection serves the next call", async () => {
    await using feed = await openFeed({}, keys);
    for (const count of [0, 1, 1000]) {
      const { items, error } = await collect(feed.client.texts({ count }));
      expect(error).toBeUndefined();
      expect(items).toEqual(Array.from({ length: count }, (_, n) => ({ text: `text ${n + 1}` })));
    }
  });

  it("carries client streams and bidirectional streams", async () => {
    await using feed = await openFeed({}, keys);
    expect(await feed.client.sum(each(1, 2, 3))).toBe(6);
    expect(await feed.client.sum(each())).toBe(0);
    expect(await collect(feed.client.double(each(1, 2, 3)))).toEqual({ items: [2, 4, 6] });
  });

  it("carries a conversation item by item", async () => {
    await using feed = await openFeed();
    const heard: unknown[] = [];
    let received = Promise.withResolvers<void>();
    async function* ask(): AsyncGenerator<number, void, void> {
      for (let n = 1; n <= 3; n += 1) {
        received = Promise.withResolvers();
        yield n;
        await received.promise;
      }
    }
    for await (const item of feed.client.double(ask())) {
      heard.push(item);
      received.resolve();
    }
    expect(heard).toEqual([2, 4, 6]);
  });

  it("carries bytes up and down", async () => {
    await using feed = await openFeed({}, keys);
    let size = 0;
    for await (const chunk of feed.client.download({ chunks: 40 })) size += (chunk as Uint8Array).length;
    expect(size).toBe(40 * chunkBytes);
    const chunks = Array.from({ length: 40 }, () => new Uint8Array(chunkBytes));
    expect(await feed.client.upload(each(...chunks))).toEqual({ size: 40 * chunkBytes });
    expect(await feed.client.upload(each())).toEqual({ size: 0 });
  });

  it("limits the items that a producer is ahead to those that the sockets hold", async () => {
    let produced = 0;
    const text = "x".repeat(2 * 1024 * 1024);
    await using feed = await openFeed({
      async *texts() {
        for (;;) {
          produced += 1;
          yield { text };
        }
      },
    });
    let read = 0;
    for await (const _ of feed.client.texts({ count: 1 })) {
      read += 1;
      expect(produced - read).toBeLessThanOrEqual(16);
      if (read === 40) break;
    }
  });

  it("cancels the handler when the consumer stops reading, and runs its finally", async () => {
    const closed = Promise.withResolvers<unknown>();
    await using feed = await openFeed({
      async *texts(_input, { signal }) {
        try {
          for (let n = 1; ; n += 1) yield { text: String(n) };
        } finally {
          closed.resolve((signal.reason as ServiceError).code);
        }
      },
    });
    for await (const _ of feed.client.texts({ count: 1 })) break;
    expect(await closed.promise).toBe("canceled");
    expect(await feed.client.sum(each(1))).toBe(1);
  });

  it("responds with a problem if it fails before the first item, with an error line after it", async () => {
    await using feed = await openFeed({
      async *texts({ count }: { count: number }) {
        for (let n = 0; n < count; n += 1) yield { text: "fine" };
        throw new Error("a secret");
      },
    });
    const early = await ask(feed.publicUrl, requestText("GET", "/texts?count=0"));
    expect(early).toMatchObject({ status: 500 });
    expect(early.headers.get("content-type")).toBe("application/problem+json");
    const late = await ask(feed.publicUrl, requestText("GET", "/texts?count=2"));
    expect(late.status).toBe(200);
    expect(late.headers.get("content-type")).toBe("application/x-ndjson");
    expect(late.body).toContain('{"error":{"type":"about:blank"');
    expect(late.body).not.toContain("secret");
    expect(late.body).not.toContain('"end"');
    const { items, error } = await collect(feed.client.texts({ count: 2 }));
    expect(items).toHaveLength(2);
    expect(error).toMatchObject({ code: "internal", sent: "processed" });
  });

  it("sends server-sent events to clients that accept them, and no item can end its event", async () => {
    await using feed = await openFeed({
      async *texts() {
        yield { text: 'one\n\nevent: end\ndata: {"text":"two"}\r\r\n' };
        throw new Error("late");
      },
    });
    const accept = ["accept: text/html, text/event-stream;q=0.9"];
    const { headers, body } = await ask(feed.publicUrl, requestText("GET", "/texts?count=1", accept));
    expect(headers.get("content-type")).toBe("text/event-stream");
    const events = body.split(/\r?\n/).filter((line) => /^(?:data|event):/.test(line));
    expect(events).toHaveLength(3);
    expect(events[0]).toBe(`data: ${JSON.stringify({ text: 'one\n\nevent: end\ndata: {"text":"two"}\r\r\n' })}`);
    expect(events[1]).toBe("event: error");
  });

  it("ends server-sent events with an end event", async () => {
    await using feed = await openFeed();
    const { body } = await ask(feed.publicUrl, requestText("GET", "/texts?count=1", ["accept: text/event-stream"]));
    expect(body).toContain('data: {"text":"text 1"}\n\n');
    expect(body).toContain("event: end\ndata: {}\n\n");
  });

  it("cuts a download that fails after its first bytes", async () => {
    await using feed = await openFeed({
      async *download() {
        yield new Uint8Array([1]);
        throw new Error("disk");
      },
    });
    const { items, error } = await collect(feed.client.download({ chunks: 1 }));
    expect(items).toHaveLength(1);
    expect(error).toMatchObject({ code: "data_loss", sent: "maybe_sent" });
    expect(feed.reported).toEqual([new Error("disk")]);
  });

  it("ends at the deadline of a consumer that does not read", async () => {
    const stopped = Promise.withResolvers<void>();
    await using feed = await openFeed({
      async *texts() {
        try {
          for (;;) yield { text: "x".repeat(1024 * 1024) };
        } finally {
          stopped.resolve();
        }
      },
    });
    const source = feed.client.texts({ count: 1 }, { timeoutMs: 300 })[Symbol.asyncIterator]();
    await source.next();
    await stopped.promise;
    await expect(source.next()).rejects.toMatchObject({ code: "deadline_exceeded" });
  });
});

describe("an upload", () => {
  const post = (body: string, type = "application/x-ndjson"): string =>
    postText("/sum", body, []).replace("application/json", type);

  it.each<[string, string, number, string?]>([
    ["without its end marker", '{"item":1}\n', 400, "invalid_argument"],
    ["of one line without a line break", '{"item":1}', 400, "invalid_argument"],
    ["without anything", "", 400, "invalid_argument"],
    ["cut within a line", '{"item":1}\n{"end":tr', 400, "invalid_argument"],
    ["that continues after its end", '{"end":true}\n{"item":1}\n', 400, "invalid_argument"],
    ["with a line that is not JSON", "{item}\n", 400, "invalid_argument"],
    ["with a line that is not a frame", "[1]\n", 400, "invalid_argument"],
    ["with an item outside the contract", '{"item":"one"}\n{"end":true}\n', 400, "invalid_argument"],
    ["with a key __proto__", '{"item":1,"__proto__":{}}\n{"end":true}\n', 400, "invalid_argument"],
    ["with an error line", '{"error":{"code":"aborted"}}\n', 400, "invalid_argument"],
    ["with a line beyond the limit", `{"item":${"1".repeat(1100 * 1024)}}\n`, 429, "resource_exhausted"],
  ])("%s is refused", async (_what, body, status, code) => {
    await using feed = await openFeed();
    const response = await ask(feed.publicUrl, post(body));
    expect(feed.reported).toEqual([]);
    expect(response).toMatchObject({ status, body: expect.stringContaining(`"code":"${code}"`) });
  });

  it("of another type is refused", async () => {
    await using feed = await openFeed();
    expect((await ask(feed.publicUrl, post("[1]", "application/json"))).status).toBe(415);
  });

  it("may have blank lines, and no line break at its end", async () => {
    await using feed = await openFeed();
    expect((await ask(feed.publicUrl, post('\n{"item":1}\n\n{"item":2}\n{"end":true}\n'))).body).toBe("3");
    expect((await ask(feed.publicUrl, post('{"item":1}\n{"end":true}'))).body).toBe("1");
  });

  it("that fails on the caller's side is canceled for the handler", async () => {
    const seen = Promise.withResolvers<unknown>();
    const started = Promise.withResolvers<void>();
    const handlers: FeedHandlers = {
      async sum(numbers: AsyncIterable<number>) {
        started.resolve();
        seen.resolve((await collect(numbers)).error);
        return 0;
      },
    };
    await using feed = await openFeed(handlers);
    async function* failing(): AsyncGenerator<number, void, void> {
      yield 1;
      await started.promise;
      throw new TypeError("mine");
    }
    const cause = new TypeError("mine");
    await expect(feed.client.sum(failing())).rejects.toMatchObject({ code: "internal", cause });
    expect(await seen.promise).toMatchObject({ code: "canceled" });
  });

  it("is discarded once the handler has returned", async () => {
    const closed = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<Uint8Array, void, void> {
      try {
        for (;;) yield new Uint8Array(chunkBytes);
      } finally {
        closed.resolve();
      }
    }
    await using feed = await openFeed({
      async upload(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) return { size: Math.min(chunk.length, 1) };
        return { size: 0 };
      },
    });
    expect(await feed.client.upload(endless())).toEqual({ size: 1 });
    await closed.promise;
    expect(await feed.client.sum(each(4))).toBe(4);
  });
});

describe("a stream that is cut", () => {
  const item = '{"item":{"text":"a"}}\n';
  const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

  it.each<[string, string, string]>([
    ["after an item", chunk(item), "data_loss"],
    ["within an item", chunk(item) + chunk('{"item":'), "data_loss"],
    ["after its end marker", `${chunk(item)}${chunk('{"end":true}\n')}`, "data_loss"],
    ["without an end marker, by a proxy that ends the body", `${chunk(item)}0\r\n\r\n`, "data_loss"],
    ["by a malformed line", `${chunk(item)}${chunk("oops\n")}0\r\n\r\n`, "internal"],
    ["by an item outside the contract", `${chunk(item)}${chunk('{"item":{}}\n')}0\r\n\r\n`, "internal"],
  ])("%s fails after its complete items", async (_what, body, code) => {
    await using callee = await openCallee(body);
    const { items, error } = await collect(callee.client.texts({ count: 1 }));
    expect(items).toEqual([{ text: "a" }]);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ code, sent: expect.stringMatching(/maybe_sent|processed/) });
  });

  it("is complete with its end marker", async () => {
    await using callee = await openCallee(`${chunk(`${item}{"end":true}\n`)}0\r\n\r\n`);
    expect(await collect(callee.client.texts({ count: 1 }))).toEqual({ items: [{ text: "a" }] });
  });
});

interface Callee extends AsyncDisposable {
  readonly client: FeedClient;
}

/** A callee that responds with these bytes and ends its side of the connection. */
async function openCallee(body: string): Promise<Callee> {
  const server = await openRawServer((request, socket) => {
    const head = [
      "HTTP/1.1 200 OK",
      "content-type: application/x-ndjson",
      `seamline-call-id: ${callIdOf(request)}`,
      "transfer-encoding: chunked",
    ];
    socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  });
  const transport = createHttpTransport(server.url);
  return {
    client: createClient(feedContract, transport),
    async [Symbol.asyncDispose]() {
      await transport.close?.();
      await server[Symbol.asyncDispose]();
    },
  };
}
