import {
  type CallContext,
  createApplication,
  createClient,
  defineContract,
  defineModule,
  type ServiceError,
} from "@seamline/core";
import { ask, openRawServer, parseResponse, postText, sendRaw } from "@seamline/test-support";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createHttpTransport, listen } from "../src/index.ts";
import { openShop, type Shop, ShopClient } from "./shop.ts";

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop[Symbol.asyncDispose]());

const failure = (call: Promise<unknown>): Promise<ServiceError> =>
  call.then(
    () => expect.fail(),
    (reason) => reason,
  );

describe("a deadline over HTTP", () => {
  it("fails the caller and reaches the handler", async () => {
    const error = await failure(shop.client().run("wait", { name: "a" }, { timeoutMs: 100 }));
    expect(error).toMatchObject({ code: "deadline_exceeded", sent: "maybe_sent", operation: "shop.wait" });
    expect(await shop.handlers.aborted.promise).toMatchObject({ callId: error.callId });
  });

  it("is the time left to the caller, and never more than the callee allows", async () => {
    const before = performance.now();
    const call = shop.client().run("wait", { name: "a" }, { timeoutMs: 5000 });
    const context = await shop.handlers.waiting.promise;
    expect(context.startClock()).toBeLessThanOrEqual(performance.now() + 5000);
    expect(context.startClock()).toBeGreaterThan(before + 4000);
    shop.handlers.gate.resolve("done");
    await call;
  });

  it.each(["-1", "NaN", "", "10s", "1e400"])("ignores the timeout %j", async (text) => {
    const pending = sendRaw(shop.publicUrl, postText("/shop/wait", '{"name":"a"}', [`seamline-timeout-ms: ${text}`]));
    const { remainingMs } = await shop.handlers.waiting.promise;
    expect(remainingMs).toBeGreaterThan(5_000);
    expect(remainingMs).toBeLessThanOrEqual(10_000);
    shop.handlers.gate.resolve("done");
    expect(parseResponse(await pending).status).toBe(200);
  });

  it("is capped, whatever a caller requests", async () => {
    const pending = sendRaw(
      shop.publicUrl,
      postText("/shop/wait", '{"name":"a"}', ["seamline-timeout-ms: 1000000000"]),
    );
    expect((await shop.handlers.waiting.promise).remainingMs).toBeLessThanOrEqual(30_000);
    shop.handlers.gate.resolve("done");
    await pending;
  });

  it("responds with 504 although the handler continues", async () => {
    const response = await ask(shop.publicUrl, postText("/shop/wait", '{"name":"a"}', ["seamline-timeout-ms: 50"]));
    expect(response.status).toBe(504);
    expect(JSON.parse(response.body)).toMatchObject({ code: "deadline_exceeded" });
  });

  it("responds with 504 if authentication does not settle", async () => {
    await using slow = await openShop({ public: { authenticate: () => new Promise(() => undefined) } });
    const response = await ask(slow.publicUrl, postText("/shop/orders", '{"item":"a"}', ["seamline-timeout-ms: 50"]));
    expect(response.status).toBe(504);
  });
});

describe("a request without a timeout", () => {
  const contract = defineContract("timer", {
    operations: {
      brisk: { http: "GET /brisk", expose: "public", timeoutMs: 100, output: z.number() },
      patient: { http: "GET /patient", expose: "public", timeoutMs: 45_000, output: z.number() },
    },
  });
  const module = defineModule({
    contract,
    start: () => ({
      brisk: (_input: unknown, { signal }: CallContext) =>
        new Promise<number>((resolve) => signal.addEventListener("abort", () => resolve(0))),
      patient: (_input: unknown, { remainingMs }: CallContext) => remainingMs,
    }),
  });
  const app = createApplication({ modules: { timer: { contract, load: async () => module } } });
  let urls: readonly string[];
  beforeAll(async () => {
    const { public: outside = "", internal = "" } = await listen(app, { public: { port: 0 }, internal: { port: 0 } });
    urls = [outside, internal];
  });
  afterAll(() => app.stop());

  it("has that of its operation, on both listeners", async () => {
    for (const url of urls) {
      const late = await fetch(`${url}/brisk`);
      expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([504, "deadline_exceeded"]);
      expect(await (await fetch(`${url}/patient`)).json()).toBeGreaterThan(30_000);
    }
  });
});

describe("a cancellation over HTTP", () => {
  it("fails the caller, reaches the handler and frees the connection", async () => {
    const client = shop.client({ connections: 1 });
    const controller = new AbortController();
    const call = failure(client.run("wait", { name: "a" }, { signal: controller.signal }));
    await shop.handlers.waiting.promise;
    controller.abort();
    expect(await call).toMatchObject({ code: "canceled" });
    expect(await shop.handlers.aborted.promise).toMatchObject({ code: "canceled" });
    await expect(client.run("touch")).resolves.toBeUndefined();
  });

  it("reaches the handler when a foreign client disconnects", async () => {
    const { connect } = await import("node:net");
    const socket = connect(Number(shop.publicUrl.port), "127.0.0.1");
    socket.write(postText("/shop/wait", '{"name":"a"}'));
    await shop.handlers.waiting.promise;
    socket.destroy();
    expect(await shop.handlers.aborted.promise).toMatchObject({ code: "canceled" });
  });

  it("ends a call whose connection is still opening, and never sends it", async () => {
    const client = shop.client({ connections: 1 });
    const controller = new AbortController();
    const call = failure(client.run("buy", { item: "apple" }, { signal: controller.signal }));
    controller.abort();
    expect(await call).toMatchObject({ code: "canceled" });
    await client.run("touch");
    expect(shop.handlers.calls).toEqual(["touch"]);
  });

  it("ends a call that waits for a connection, and removes it from the queue", async () => {
    const client = shop.client({ connections: 1 });
    const first = client.run("wait", { name: "a" });
    await shop.handlers.waiting.promise;
    const controller = new AbortController();
    const second = failure(client.run("touch", {}, { signal: controller.signal }));
    const third = client.run("buy", { item: "apple" });
    controller.abort("enough");
    expect(await second).toMatchObject({ code: "canceled" });
    shop.handlers.gate.resolve("done");
    await Promise.all([first, third]);
    expect(shop.handlers.calls).toEqual(["buy"]);
  });

  it("ends a call whose callee never responds, and drops the connection", async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await openRawServer((_request, socket) => socket.on("close", () => closed.resolve()));
    const client = createClient(ShopClient, createHttpTransport(server.url));
    expect(await failure(client.run("touch", {}, { timeoutMs: 50 }))).toMatchObject({ code: "deadline_exceeded" });
    await closed.promise;
  });
});
