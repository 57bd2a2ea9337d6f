/** msw's handlers in front of undici: a mocked network as users of a dispatcher see it. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient, ServiceError } from "@seamline/core";
import { bypass, delay, HttpResponse, http, passthrough } from "msw";
import { setupServer } from "msw/node";
import { Agent, type Dispatcher, errors, Pool, request } from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createMock } from "../src/index.ts";
import { restHandlers } from "../src/msw.ts";
import { type HandlerSource, type MockInterceptorOptions, mockInterceptor, mockTransport } from "../src/undici.ts";
import { collect, RestaurantClient, streamOf } from "./restaurant.ts";

const origin = "http://mocked.test";
const enzo = { id: 5, name: "Da Enzo" };

function compose(source: HandlerSource, options: MockInterceptorOptions = { onUnhandledFrame: "error" }): Dispatcher {
  const agent = new Agent();
  onTestFinished(() => agent.close());
  return agent.compose(mockInterceptor(source, options));
}

describe("mockInterceptor", () => {
  let real: Server;
  let url: string;
  const seen: string[] = [];
  beforeAll(async () => {
    real = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        seen.push(`${incoming.method} ${incoming.url} ${Buffer.concat(chunks)}`);
        response.end("real");
      });
    });
    await new Promise<void>((resolve) => real.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(real.address() as AddressInfo).port}`;
  });
  afterEach(() => seen.splice(0));
  afterAll(() => real.close());

  it("responds to undici.request: status, headers, cookies, JSON", async () => {
    const dispatcher = compose([
      http.post(`${origin}/echo`, async ({ request: received }) => {
        const headers = { "x-got": received.headers.get("x-sent") ?? "", "set-cookie": "a=1" };
        return HttpResponse.json(await received.json(), { status: 201, headers });
      }),
    ]);
    const body = JSON.stringify({ hello: "there" });
    const headers = { "x-sent": "yes", "content-type": "application/json" };
    const response = await request(`${origin}/echo?a=1`, { dispatcher, method: "POST", headers, body });
    expect(response.statusCode).toBe(201);
    expect(response.headers).toMatchObject({
      "x-got": "yes",
      "set-cookie": ["a=1"],
      "content-type": "application/json",
    });
    expect(await response.body.json()).toEqual({ hello: "there" });
  });

  it.each([
    ["text", () => "four"],
    ["bytes", () => Buffer.from("four")],
    ["an iterable", () => streamOf(Buffer.from("fo"), Buffer.from("ur"))],
  ])("gives handlers a body that is %s, and the network too", async (_name, make) => {
    const dispatcher = compose([
      http.post(`${origin}/echo`, async ({ request: received }) => HttpResponse.text(await received.text())),
      http.post(`${url}/through`, async ({ request: received }) => (await received.clone().text(), passthrough())),
    ]);
    const send = (to: string) => request(to, { dispatcher, method: "POST", body: make() as never });
    expect(await (await send(`${origin}/echo`)).body.text()).toBe("four");
    expect(await (await send(`${url}/through`)).body.text()).toBe("real");
    expect(seen).toEqual(["POST /through four"]);
  });

  it("works for a pool, whose requests have no origin", async () => {
    const pool = new Pool(origin);
    onTestFinished(() => pool.close());
    const handlers = [http.get(`${origin}/pooled`, () => HttpResponse.text("pooled"))];
    const response = await pool
      .compose(mockInterceptor(handlers, { origin }))
      .request({ path: "/pooled", method: "GET" });
    expect(await response.body.text()).toBe("pooled");
  });

  it("streams a response as fast as it is read, and stops its producer when the reader stops", async () => {
    let produced = 0;
    const canceled = Promise.withResolvers<void>();
    const dispatcher = compose([
      http.get(`${origin}/endless`, () => {
        const body = new ReadableStream(
          {
            pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(++produced % 256)),
            cancel: () => canceled.resolve(),
          },
          { highWaterMark: 0 },
        );
        return new HttpResponse(body);
      }),
    ]);
    const { body, headers } = await request(`${origin}/endless`, { dispatcher });
    expect(headers["transfer-encoding"]).toBe("chunked");
    let read = 0;
    for await (const chunk of body) {
      read += 1;
      expect(chunk.length).toBe(65_536);
      if (read === 20) break;
    }
    await canceled.promise;
    expect(produced - read).toBeLessThan(20); // what stands in buffers, and no more
  });

  it("turns HttpResponse.error() into the error of a lost connection", async () => {
    const dispatcher = compose([http.get(`${origin}/lost`, () => HttpResponse.error())]);
    await expect(request(`${origin}/lost`, { dispatcher })).rejects.toThrow(errors.SocketError);
    const broken = compose([
      http.get(
        `${origin}/broken`,
        () => new HttpResponse(new ReadableStream({ start: (controller) => controller.error(new Error("x")) })),
      ),
    ]);
    const { body } = await request(`${origin}/broken`, { dispatcher: broken });
    await expect(body.text()).rejects.toThrow(errors.SocketError);
    const throwing = compose([
      http.get(`${origin}/throws`, () => {
        throw new Error("a bug in a handler");
      }),
    ]);
    await expect(request(`${origin}/throws`, { dispatcher: throwing })).rejects.toThrow(errors.SocketError);
  });

  it("abandons a handler that hangs, by a signal or a timeout", async () => {
    const dispatcher = compose([
      http.get(`${origin}/hang`, async () => {
        await delay("infinite");
        return HttpResponse.text("never");
      }),
      http.get(
        `${origin}/stall`,
        () => new HttpResponse(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) })),
      ),
    ]);
    const controller = new AbortController();
    const hanging = request(`${origin}/hang`, { dispatcher, signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(hanging).rejects.toThrow("enough");
    await expect(request(`${origin}/hang`, { dispatcher, headersTimeout: 20 })).rejects.toThrow(
      errors.HeadersTimeoutError,
    );
    const { body } = await request(`${origin}/stall`, { dispatcher, bodyTimeout: 20 });
    await expect(body.text()).rejects.toThrow(errors.BodyTimeoutError);
  });

  it("continues to the network for passthrough(), bypass() and requests without a handler", async () => {
    const dispatcher = compose(
      [http.get(`${url}/there`, () => passthrough()), http.get(`${url}/mocked`, () => HttpResponse.text("mocked"))],
      {
        onUnhandledFrame: "bypass",
      },
    );
    const ask = async (path: string, headers = {}) =>
      (await request(`${url}${path}`, { dispatcher, headers })).body.text();
    expect(await ask("/there")).toBe("real");
    expect(await ask("/elsewhere")).toBe("real");
    expect(await ask("/mocked", Object.fromEntries(bypass(`${url}/mocked`).headers))).toBe("real");
    expect(await ask("/mocked")).toBe("mocked");
    expect(seen.map((line) => line.trim())).toEqual(["GET /there", "GET /elsewhere", "GET /mocked"]);
    await expect(request("http://127.0.0.1:1/", { dispatcher })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("warns of requests without a handler, fails them, or calls a function", async () => {
    const printed: unknown[] = [];
    const { warn, error } = console;
    Object.assign(console, {
      warn: (text: unknown) => printed.push(text),
      error: (text: unknown) => printed.push(text),
    });
    onTestFinished(() => void Object.assign(console, { warn, error }));
    const ask = (options: MockInterceptorOptions) => request(`${url}/x`, { dispatcher: compose([], options) });
    expect(await (await ask({})).body.text()).toBe("real");
    await expect(ask({ onUnhandledFrame: "error" })).rejects.toThrow(/GET .*\/x has no request handler/);
    expect(printed).toEqual([expect.stringContaining("Warning: GET"), expect.stringContaining("Error: GET")]);
    const asked: string[] = [];
    await (await ask({ onUnhandledFrame: ({ frame }) => void asked.push(frame.data.request.url) })).body.text();
    expect(asked).toEqual([`${url}/x`]);
    await expect(ask({ onUnhandledFrame: ({ defaults }) => defaults.error() })).rejects.toThrow(errors.SocketError);
    expect(printed).toHaveLength(3);
  });

  it("follows msw's server: use, once, resetHandlers, boundary", async () => {
    const respondWith = (text: string, once = false) =>
      http.get(`${origin}/who`, () => HttpResponse.text(text), { once });
    const server = setupServer(respondWith("initial"));
    const dispatcher = compose(server);
    const ask = async () => (await request(`${origin}/who`, { dispatcher })).body.text();
    server.use(respondWith("used"), respondWith("never reached"));
    server.use(respondWith("once", true));
    expect([await ask(), await ask()]).toEqual(["once", "used"]);
    server.resetHandlers();
    expect(await ask()).toBe("initial");
    const within = server.boundary(async () => {
      server.use(respondWith("within"));
      return ask();
    });
    const [inside, outside] = await Promise.all([within(), ask()]);
    expect([inside, outside, await ask()]).toEqual(["within", "initial", "initial"]);
  });
});

describe("mockTransport", () => {
  const mock = createMock(RestaurantClient);
  const transport = mockTransport(restHandlers(mock), { onUnhandledFrame: "error" });
  const client = createClient(RestaurantClient, transport, { caller: "courier" });
  afterEach(() => mock.reset());
  afterAll(() => transport.close?.());

  const failure = async (pending: Promise<unknown>): Promise<Partial<ServiceError>> => {
    const reason = await pending.then(
      () => expect.unreachable("expected a failure"),
      (reason: unknown) => reason,
    );
    expect(ServiceError.is(reason)).toBe(true);
    const { code, sent } = reason as ServiceError;
    return { code, sent };
  };

  it("calls handlers like a service: context, streams, uploads", async () => {
    mock.stubs.getRestaurant.respond(({ restaurantId }) => ({ ...enzo, id: restaurantId }));
    expect(await client.getRestaurant({ restaurantId: 8 }, { tenant: "rome" })).toEqual({ ...enzo, id: 8 });
    expect(mock.calls[0]?.context).toMatchObject({ caller: "courier", tenant: "rome" });
    mock.stubs.watch.respond([enzo, enzo]);
    expect(await collect(client.watch({ since: 0 }))).toEqual([enzo, enzo]);
    mock.stubs.total.respond(3);
    expect(await client.total(streamOf({ amount: 1 }, { amount: 2 }))).toBe(3);
    expect(mock.stubs.total.calls[0]?.input).toEqual([{ amount: 1 }, { amount: 2 }]);
  });

  it("fails like networks: unavailable, cut, timed out, canceled", async () => {
    const { getRestaurant, watch } = mock.stubs;
    getRestaurant.once.unreachable().hang();
    expect(await failure(client.getRestaurant({ restaurantId: 8 }))).toEqual({
      code: "unavailable",
      sent: "maybe_sent",
    });
    const late = await failure(client.getRestaurant({ restaurantId: 8 }, { timeoutMs: 30 }));
    expect(late.code).toBe("deadline_exceeded");
    const controller = new AbortController();
    const pending = failure(client.getRestaurant({ restaurantId: 8 }, { signal: controller.signal }));
    await expect.poll(() => mock.calls.length).toBe(3);
    controller.abort();
    expect((await pending).code).toBe("canceled");
    watch.cutAfter([enzo]);
    expect(await failure(collect(client.watch({ since: 0 })))).toEqual({ code: "data_loss", sent: "maybe_sent" });
    const lost = mockTransport([http.all("*", () => HttpResponse.error())]);
    expect(await failure(createClient(RestaurantClient, lost).close({ id: 1 }))).toEqual({
      code: "unavailable",
      sent: "maybe_sent",
    });
    await lost.close?.();
  });

  it("refuses a response that is no listener's", async () => {
    const handlers = [http.get("*/restaurants/:id", () => HttpResponse.json(enzo))];
    const other = mockTransport(handlers, { url: "http://elsewhere.test/base" });
    const own = createClient(RestaurantClient, other);
    expect(await failure(own.getRestaurant({ restaurantId: 5 }))).toEqual({ code: "data_loss", sent: "maybe_sent" });
    await other.close?.();
  });
});
