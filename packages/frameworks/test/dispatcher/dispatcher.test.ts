/** Requests of undici 7 and 8, by every function that takes a dispatcher. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline as join } from "node:stream/promises";
import type { Dispatcher } from "undici";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDispatcher, createInterceptor, isInternal, type MemoryDispatcher } from "../../src/index.ts";
import { bigBytes, createDesk, type Desk } from "./desk.ts";
import { copies } from "./undici-copies.ts";

const origin = "http://desk.local";

let desk: Desk;

beforeEach(() => {
  desk = createDesk();
});

/** The dispatcher itself, and an Agent that the interceptor stands in front of. */
const forms = ["dispatcher", "interceptor"] as const;
const pairs = copies.flatMap((copy) => forms.map((form) => ({ ...copy, form })));

describe.each(pairs)("a request of $name through the $form", ({ undici, form, major }) => {
  let dispatcher: Dispatcher;

  beforeEach(() => {
    dispatcher =
      form === "dispatcher"
        ? createDispatcher({ "*.local": desk.listener })
        : new undici.Agent().compose(createInterceptor({ "*.local": desk.listener }));
  });

  afterEach(() => dispatcher.destroy());

  it("is served by request, with its query and its body", async () => {
    const plain = await undici.request(`${origin}/text`, { dispatcher });
    expect([plain.statusCode, await plain.body.text()]).toEqual([200, "hello"]);

    const seen = await undici.request(`${origin}/seen`, {
      dispatcher,
      query: { a: "1 2", b: ["x", "y"] },
      headers: { "X-One": "1", "x-two": ["a", "b"], "x-none": undefined },
    });
    const { url, headers } = (await seen.body.json()) as { url: string; headers: Record<string, string> };
    expect([...new URL(url, origin).searchParams]).toEqual([
      ["a", "1 2"],
      ["b", "x"],
      ["b", "y"],
    ]);
    expect(headers).toMatchObject({ host: "desk.local", "x-one": "1", "x-two": "a, b" });
    expect(headers).not.toHaveProperty("x-none");

    for (const body of ["text", Buffer.from("bytes"), Readable.from(["st", "ream"])]) {
      const echo = await undici.request(`${origin}/echo`, { dispatcher, method: "PUT", body });
      expect([echo.headers["x-method"], await echo.body.text()]).toEqual([
        "PUT",
        typeof body === "string" ? "text" : Buffer.isBuffer(body) ? "bytes" : "stream",
      ]);
    }
  });

  it("has repeated headers, the status text, early hints and trailers", async () => {
    const repeated = await undici.request(`${origin}/repeated`, { dispatcher });
    expect(repeated.headers).toMatchObject({ "set-cookie": ["a=1", "b=2"], "x-twice": ["one", "two"] });
    await repeated.body.dump();
    const hints: unknown[] = [];
    const hinted = await undici.request(`${origin}/hints`, { dispatcher, onInfo: (info) => hints.push(info) });
    expect(await hinted.body.text()).toBe("after hints");
    expect(hints).toMatchObject([{ statusCode: 103, headers: { link: "</style.css>; rel=preload" } }]);

    const trailing = await undici.request(`${origin}/trailers`, { dispatcher });
    expect(await trailing.body.text()).toBe("body");
    expect(trailing.trailers).toEqual({ "x-sum": "4" });

    const empty = await undici.request(`${origin}/empty`, { dispatcher });
    expect([empty.statusCode, await empty.body.text()]).toEqual([204, ""]);
    const head = await undici.request(`${origin}/text`, { dispatcher, method: "HEAD" });
    expect([head.statusCode, await head.body.text()]).toEqual([200, ""]);
  });

  it("has the raw headers that it has over a socket", async () => {
    const server = createServer(desk.listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const agent = new undici.Agent();
    const overSocket =
      form === "dispatcher" ? agent : agent.compose((dispatch) => (options, handler) => dispatch(options, handler));
    const readRaw = async (url: string, through: Dispatcher): Promise<readonly string[]> => {
      const { headers, body } = await undici.request(url, { dispatcher: through, responseHeaders: "raw" });
      await body.dump();
      const lines = headers as unknown as string[];
      // The time of the response, and the time that an idle connection stays open.
      const other = new Set(["date", "keep-alive"]);
      return lines.filter((_, index) => !other.has(lines[index - (index % 2)]?.toLowerCase() ?? ""));
    };
    const expected = await readRaw(`http://127.0.0.1:${port}/repeated`, overSocket);
    expect(await readRaw(`${origin}/repeated`, dispatcher)).toEqual(expected);
    expect(expected.map((text) => text.toLowerCase())).toContain("x-once");
    await agent.destroy();
    server.close();
  });

  it("is served by stream and by pipeline", async () => {
    let streamed = "";
    await undici.stream(`${origin}/text`, { dispatcher, method: "GET" }, () => {
      return new Writable({
        write(chunk, _encoding, done) {
          streamed += chunk;
          done();
        },
      });
    });
    expect(streamed).toBe("hello");

    const through = undici.pipeline(`${origin}/echo`, { dispatcher, method: "POST" }, ({ body }) => body);
    const [, echoed] = await Promise.all([join(Readable.from(["one ", "two"]), through), text(through)]);
    expect(echoed).toBe("one two");
  });

  it("is served by fetch", async () => {
    const repeated = await undici.fetch(`${origin}/repeated`, { dispatcher });
    expect([repeated.status, repeated.statusText, await repeated.text()]).toEqual([200, "Fine", "repeated"]);
    expect(repeated.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    const echo = await undici.fetch(`${origin}/echo`, { dispatcher, method: "POST", body: JSON.stringify({ a: 1 }) });
    expect(await echo.json()).toEqual({ a: 1 });
    const followed = await undici.fetch(`${origin}/moved`, { dispatcher });
    expect([followed.redirected, await followed.text()]).toEqual([true, "hello"]);
    const unzipped = await undici.fetch(`${origin}/zipped`, { dispatcher });
    expect(await unzipped.text()).toBe("unzipped");
    const form = new undici.FormData();
    form.set("field", "value");
    const posted = await undici.fetch(`${origin}/echo`, { dispatcher, method: "POST", body: form });
    expect(await posted.text()).toContain('name="field"\r\n\r\nvalue');
  });

  it("fails with the caller's reason when it is aborted, and the application sees it", async () => {
    const early = new AbortController();
    const unserved = undici.request(`${origin}/silent`, { dispatcher, signal: early.signal });
    const refused = expect(unserved).rejects.toMatchObject({ message: "enough" });
    await expect.poll(() => desk.hits.get("/silent")).toBe(1);
    early.abort(new Error("enough"));
    await refused;
    await expect.poll(() => desk.closed).toEqual(["/silent"]);

    const late = new AbortController();
    const half = await undici.request(`${origin}/half`, { dispatcher, signal: late.signal });
    const read = expect(half.body.text()).rejects.toMatchObject({ message: "enough" });
    late.abort(new Error("enough"));
    await read;
    await expect.poll(() => desk.closed).toEqual(["/silent", "/half"]);

    const fetched = await undici.fetch(`${origin}/half`, { dispatcher });
    await fetched.body?.cancel();
    await expect.poll(() => desk.closed.length).toBe(3);

    const before = expect(
      undici.request(`${origin}/text`, { dispatcher, signal: AbortSignal.abort(new Error("never")) }),
    ).rejects.toMatchObject({ message: "never" });
    await before;
  });

  it("holds the application back while the body is not read", async () => {
    const { body } = await undici.request(`${origin}/big`, { dispatcher });
    await new Promise((resolve) => body.once("readable", resolve));
    await expect.poll(() => desk.written).toBeGreaterThan(0);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(desk.written).toBeLessThan(bigBytes / 4);
    expect((await body.arrayBuffer()).byteLength).toBe(bigBytes);
  });

  it("takes no longer than headersTimeout and bodyTimeout allow", async () => {
    const silent = undici.request(`${origin}/silent`, { dispatcher, headersTimeout: 20 });
    await expect(silent).rejects.toBeInstanceOf(undici.errors.HeadersTimeoutError);
    const { body } = await undici.request(`${origin}/half`, { dispatcher, bodyTimeout: 20 });
    await expect(body.text()).rejects.toBeInstanceOf(undici.errors.BodyTimeoutError);
    await expect.poll(() => desk.closed).toEqual(["/silent", "/half"]);
    const steps = await undici.request(`${origin}/slow-steps`, { dispatcher, headersTimeout: 0, bodyTimeout: 0 });
    expect(await steps.body.text()).toBe("0;1;2;");
  });

  it("is refused if it asks for another protocol", async () => {
    const upgrade = undici.upgrade(`${origin}/text`, { dispatcher, protocol: "websocket" });
    await expect(upgrade).rejects.toMatchObject({ code: "UND_ERR_NOT_SUPPORTED" });
    await expect(upgrade).rejects.toThrow("expected a plain request, found an upgrade");
    const connect = undici.connect(origin, { dispatcher });
    await expect(connect).rejects.toThrow("found CONNECT");
    await expect(connect).rejects.toBeInstanceOf(undici.errors.NotSupportedError);
    expect(desk.hits.size).toBe(0);
  });

  it("passes interceptors of undici: retry, redirect, dump, cache, errors", async () => {
    const { interceptors } = undici;
    const retrying = dispatcher.compose(interceptors.retry({ minTimeout: 1, maxTimeout: 1 }));
    const retried = await undici.request(`${origin}/flaky`, { dispatcher: retrying });
    expect([await retried.body.text(), desk.hits.get("/flaky")]).toEqual(["at last", 3]);

    const redirecting = dispatcher.compose(interceptors.redirect({ maxRedirections: 2 }));
    const redirected = await undici.request(`${origin}/moved`, { dispatcher: redirecting });
    expect(await redirected.body.text()).toBe("hello");

    const caching = dispatcher.compose(interceptors.cache());
    for (const _ of [1, 2]) {
      const cached = await undici.request(`${origin}/cached`, { dispatcher: caching });
      expect(await cached.body.text()).toBe("hit 1");
    }

    const throwing = dispatcher.compose(interceptors.responseError());
    await expect(undici.request(`${origin}/bad`, { dispatcher: throwing })).rejects.toMatchObject({
      statusCode: 422,
      body: { fault: "color" },
    });

    const dumping = dispatcher.compose(interceptors.dump({ maxSize: 1024 }));
    const dumped = await undici.request(`${origin}/text`, { dispatcher: dumping });
    expect(await dumped.body.text()).toBe("");

    const unzipping = dispatcher.compose(interceptors.decompress());
    const unzipped = await undici.request(`${origin}/zipped`, { dispatcher: unzipping });
    expect(await unzipped.body.text()).toBe("unzipped");

    const agent = new undici.RetryAgent(dispatcher as never, { minTimeout: 1, maxTimeout: 1 });
    desk.hits.clear();
    const again = await undici.request(`${origin}/flaky`, { dispatcher: agent });
    expect([await again.body.text(), desk.hits.get("/flaky")]).toEqual(["at last", 3]);
  });

  it(`works with expectContinue and reset (undici ${major})`, async () => {
    const options = { dispatcher, method: "POST", body: "asked first", expectContinue: true, reset: true } as const;
    const { body } = await undici.request(`${origin}/echo`, options);
    expect(await body.text()).toBe("asked first");
  });

  it("leaves room for timers and sockets in a loop of requests", async () => {
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    let requests = 0;
    while (!turned && requests < 10_000) {
      const { body } = await undici.request(`${origin}/empty`, { dispatcher });
      await body.dump();
      requests += 1;
    }
    expect(turned).toBe(true);
  });

  it("is marked as internal in the application", async () => {
    const marks: boolean[] = [];
    const marking = createDispatcher((request, response) => {
      marks.push(isInternal(request));
      response.end();
    });
    const { body } = await undici.request(origin, { dispatcher: marking });
    await body.dump();
    expect(marks).toEqual([true]);
  });
});

describe.each(copies)("the methods of a dispatcher, beside $name", ({ undici }) => {
  it("make requests without a function of undici", async () => {
    const dispatcher = createDispatcher(desk.listener);
    const { body } = await dispatcher.request({ origin, path: "/text", method: "GET" });
    expect(await body.text()).toBe("hello");
    const composed = dispatcher.compose(undici.interceptors.dump());
    const dumped = await composed.request({ origin, path: "/text", method: "GET" });
    expect(await dumped.body.text()).toBe("");
    const anywhere = await dispatcher.request({ path: "/text", method: "GET" });
    expect(await anywhere.body.text()).toBe("hello");
    await composed.close();
    expect(dispatcher).toMatchObject({ closed: true, destroyed: false });
  });
});

/** A real server, for what has no route. */
async function listen(): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const server = createServer((_request, response) => response.end("from a socket")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const ways = copies.flatMap((caller) => copies.map((behind) => ({ caller, behind })));

describe("a request without a route", () => {
  it.each(ways)("of $caller.name goes to an Agent of $behind.name", async ({ caller, behind }) => {
    const server = await listen();
    const dispatcher = createDispatcher({ [origin]: desk.listener }, { otherwise: new behind.undici.Agent() });
    const { body } = await caller.undici.request(server.url, { dispatcher });
    expect(await body.text()).toBe("from a socket");
    const fetched = await caller.undici.fetch(server.url, { dispatcher });
    expect(await fetched.text()).toBe("from a socket");
    const local = await caller.undici.request(`${origin}/text`, { dispatcher });
    expect(await local.body.text()).toBe("hello");
    await dispatcher.close(); // with the Agent
    await server.close();
  });

  it.each(copies)("is refused, and $name opens no socket", async ({ undici }) => {
    const server = await listen();
    const dispatcher = createDispatcher({ "http://courier.local": desk.listener, "*.internal.local": desk.listener });
    const refused = undici.request(server.url, { dispatcher });
    await expect(refused).rejects.toMatchObject({ code: "UND_ERR_NOT_SUPPORTED" });
    await expect(refused).rejects.toThrow(
      `expected an origin of the routes http://courier.local, *.internal.local, found ${server.url}; give { otherwise: new Agent() }`,
    );
    await expect(undici.request("http://curier.local/", { dispatcher })).rejects.toThrow(
      "did you mean http://courier.local?",
    );
    const fetched = undici.fetch(server.url, { dispatcher });
    await expect(fetched).rejects.toMatchObject({ cause: { code: "UND_ERR_NOT_SUPPORTED" } });
    await server.close();
  });

  it.each(copies)("is refused by a route before it reaches the Agent of $name", async ({ undici }) => {
    const dispatcher = createDispatcher(
      { "courier.local": desk.listener, "*.local": "refuse" },
      { otherwise: new undici.Agent() },
    );
    await expect(undici.request("http://order.local/", { dispatcher })).rejects.toThrow(
      "requests to http://order.local are refused by a route",
    );
    await dispatcher.close();
  });
});

describe.each(copies)("the end of a dispatcher, beside $name", ({ undici }) => {
  let dispatcher: MemoryDispatcher;

  beforeEach(() => {
    dispatcher = createDispatcher(desk.listener);
  });

  it("close waits for requests under way, and refuses others", async () => {
    const half = await undici.request(`${origin}/half`, { dispatcher });
    let closed = false;
    const closing = dispatcher.close().then(() => {
      closed = true;
    });
    await expect(undici.request(origin, { dispatcher })).rejects.toBeInstanceOf(undici.errors.ClientClosedError);
    expect(closed).toBe(false);
    half.body.on("error", () => undefined).destroy();
    await closing;
    await dispatcher.close(); // again
  });

  it("destroy aborts requests under way with its reason", async () => {
    const half = await undici.request(`${origin}/half`, { dispatcher });
    const read = expect(half.body.text()).rejects.toThrow("over");
    const silent = expect(undici.request(`${origin}/silent`, { dispatcher })).rejects.toThrow("over");
    await expect.poll(() => desk.hits.get("/silent")).toBe(1);
    await dispatcher.destroy(new Error("over"));
    await Promise.all([read, silent]);
    await expect.poll(() => desk.closed.toSorted()).toEqual(["/half", "/silent"]);
    await expect(undici.request(origin, { dispatcher })).rejects.toBeInstanceOf(undici.errors.ClientDestroyedError);
    await expect(dispatcher.close()).rejects.toBeInstanceOf(undici.errors.ClientDestroyedError);
    await dispatcher.destroy(); // again
    expect(dispatcher).toMatchObject({ closed: true, destroyed: true });
  });

  it("takes callbacks", async () => {
    const results: unknown[] = [];
    await new Promise<void>((resolve) => dispatcher.close(resolve));
    await new Promise<void>((resolve) => dispatcher.destroy(new Error("x"), resolve));
    dispatcher.close((...given: unknown[]) => results.push(given[0]));
    await expect.poll(() => results).toMatchObject([{ code: "UND_ERR_DESTROYED" }]);
  });
});
