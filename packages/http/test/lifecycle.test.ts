import { connect } from "node:net";
import {
  type CallRequest,
  ConfigurationError,
  createApplication,
  createClient,
  defineContract,
  defineModule,
  type ServiceError,
} from "@seamline/core";
import { getApplicationHost, type Receiver } from "@seamline/core/extend";
import { ask, parseResponse, postText, requestText } from "@seamline/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { listenOn } from "../src/extend.ts";
import { createHttpTransport, http, listen } from "../src/index.ts";
import { openShop, type Shop, ShopClient, ShopHandlers, shopContract, TestHost } from "./shop.ts";

describe("a listener", () => {
  let shop: Shop;
  beforeEach(async () => {
    shop = await openShop();
  });
  afterEach(() => shop[Symbol.asyncDispose]());

  it("reports its health on both sides", async () => {
    for (const url of [shop.publicUrl, shop.internalUrl]) {
      shop.host.state = "ready";
      expect(await ask(url, requestText("GET", "/health/live"))).toMatchObject({
        status: 200,
        body: '{"status":"live"}',
      });
      expect(await ask(url, requestText("GET", "/health/ready"))).toMatchObject({
        status: 200,
        body: '{"status":"ready"}',
      });
      expect((await ask(url, requestText("GET", "/health/other"))).status).toBe(404);
      expect((await ask(url, requestText("POST", "/health/live"))).headers.get("allow")).toBe("GET, HEAD, OPTIONS");
      shop.host.state = "starting";
      expect((await ask(url, requestText("GET", "/health/ready"))).status).toBe(503);
      expect((await ask(url, requestText("GET", "/health/live"))).status).toBe(200);
    }
  });

  it("is not ready while a check has a reason, which it shows to services only", async () => {
    const app = createApplication({ modules: {} });
    const listening = await listen(app, { public: { port: 0 }, internal: { port: 0 } });
    const ready = async (side: "public" | "internal"): Promise<readonly unknown[]> => {
      const response = await fetch(`${listening[side]}/health/ready`);
      return [response.status, await response.json()];
    };
    const remove = getApplicationHost(app).addReadinessCheck(() => "restaurant: 3 messages wait");
    expect(await ready("public")).toEqual([503, { status: "not ready" }]);
    expect(await ready("internal")).toEqual([503, { status: "not ready", reasons: ["restaurant: 3 messages wait"] }]);
    expect((await fetch(`${listening.public}/health/live`)).status).toBe(200);
    remove();
    expect(await ready("public")).toEqual([200, { status: "ready" }]);
    await app.stop();
  });

  it("drains: calls in flight finish, their connections close, idle ones close, new ones are refused", async () => {
    const idle = connect(Number(shop.publicUrl.port), "127.0.0.1");
    const idleClosed = new Promise((resolve) => idle.resume().on("close", resolve));
    await new Promise((resolve) => idle.on("connect", resolve));
    const used = connect(Number(shop.publicUrl.port), "127.0.0.1");
    const usedClosed = new Promise((resolve) => used.on("close", resolve));
    used.write(postText("/shop/orders", '{"item":"a"}').replace("connection: close\r\n", ""));
    await new Promise((resolve) => used.once("data", resolve));
    used.resume();
    const busy = connect(Number(shop.publicUrl.port), "127.0.0.1");
    let response = "";
    const busyClosed = new Promise((resolve) => busy.on("data", (chunk) => (response += chunk)).on("close", resolve));
    busy.write(postText("/shop/wait", '{"name":"a"}').replace("connection: close\r\n", ""));
    await shop.handlers.waiting.promise;
    const drained = shop.host.ingresses[0]?.drain();
    expect((await ask(shop.publicUrl, requestText("GET", "/health/ready"))).status).toBe(503);
    await usedClosed;
    await expect(ask(shop.publicUrl, requestText("GET", "/health/live"))).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
    shop.handlers.gate.resolve("done");
    await Promise.all([drained, idleClosed, busyClosed]);
    expect(parseResponse(response)).toMatchObject({ status: 200, body: '"done"' });
    expect(parseResponse(response).headers.get("connection")).toBe("close");
  });

  it("responds to a request on an idle connection just after draining began, and closes that connection", async () => {
    const socket = connect(Number(shop.publicUrl.port), "127.0.0.1").setEncoding("latin1");
    const ended = new Promise((resolve) => socket.on("close", resolve));
    const request = postText("/shop/orders", '{"item":"a"}').replace("connection: close\r\n", "");
    socket.write(request);
    await new Promise((resolve) => socket.once("data", resolve));
    let response = "";
    socket.on("data", (text) => (response += text));
    const drained = shop.host.ingresses[0]?.drain();
    socket.write(request);
    await Promise.all([drained, ended]);
    expect(parseResponse(response).status).toBe(200);
    expect(parseResponse(response).headers.get("connection")).toBe("close");
    expect(shop.handlers.calls).toEqual(["buy", "buy"]);
  });

  it("marks the errors of callers of a draining module as not sent", async () => {
    const draining = new TestHost(new ShopHandlers());
    const [dispatcher] = draining.dispatchers;
    Object.assign(draining, {
      dispatchers: [
        {
          contract: dispatcher?.contract,
          dispatch: (_request: CallRequest, receiver: Receiver) =>
            receiver.succeed({
              error: { code: "unavailable", message: "shutting down", notSent: true },
              local: true,
            }),
        },
      ],
    });
    const listening = await listenOn(draining, { internal: { port: 0 } });
    const transport = createHttpTransport(listening.internal ?? "");
    const error = await createClient(ShopClient, transport)
      .run("touch")
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unavailable", sent: "not_sent" } satisfies Partial<ServiceError>);
    await transport.close?.();
    await listening.close();
  });

  it("limits the number of its connections", async () => {
    await using small = await openShop({ public: { maxConnections: 1 } });
    const first = connect(Number(small.publicUrl.port), "127.0.0.1");
    await new Promise((resolve) => first.on("connect", resolve));
    first.write(postText("/shop/orders", '{"item":"a"}').replace("connection: close\r\n", ""));
    await new Promise((resolve) => first.once("data", resolve));
    const second = connect(Number(small.publicUrl.port), "127.0.0.1");
    await new Promise((resolve) =>
      second
        .on("error", () => undefined)
        .resume()
        .on("close", resolve),
    );
    first.destroy();
  });
});

describe("a transport", () => {
  it("closes once its calls have ended, and accepts no more", async () => {
    await using shop = await openShop();
    const transport = createHttpTransport(shop.listening.internal ?? "");
    const client = createClient(ShopClient, transport);
    const call = client.run("wait", { name: "a" });
    await shop.handlers.waiting.promise;
    const closed = transport.close?.();
    await expect(client.run("touch")).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
    shop.handlers.gate.resolve("done");
    await expect(call).resolves.toBe("done");
    await closed;
  });

  it("may be closed again, while it closes and later", async () => {
    await using shop = await openShop();
    const transport = createHttpTransport(shop.listening.internal ?? "");
    const call = createClient(ShopClient, transport).run("wait", { name: "a" });
    await shop.handlers.waiting.promise;
    const closings = [transport.close?.(), transport.close?.()];
    shop.handlers.gate.resolve("done");
    await Promise.all([call, ...closings]);
    await transport.close?.();
  });
});

describe("listen", () => {
  const shopModule = defineModule({ contract: shopContract, uses: [], start: () => new ShopHandlers() as never });
  const createShopApplication = (
    env: Record<string, string> = {},
    modules = { shop: { contract: shopContract, load: async () => shopModule } },
  ) => createApplication({ modules, transports: [http()], env });

  it("starts an application and opens its listeners; stop drains them", async () => {
    const app = createShopApplication();
    const listening = await listen(app, { public: { port: "0" }, internal: { port: 0 } });
    const url = new URL(listening.internal ?? "");
    const caller = createApplication({
      modules: { shop: { contract: shopContract } },
      transports: [http()],
      env: { SEAMLINE_SHOP: `${listening.internal}?timeout=2s&connections=3` },
    });
    await caller.start();
    await expect(caller.client(ShopClient).run("buy", { item: "a" })).resolves.toEqual({ item: "a", amount: 1 });
    await caller.stop();
    await app.stop();
    await expect(ask(url, requestText("GET", "/health/live"))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("reports its own faults and the application's in one error", async () => {
    const app = createShopApplication({ SEAMLINE_NOBODY: "http://a" });
    const error = await listen(app, {
      public: { port: "80a" },
      internal: { port: 70_000, headersTimeoutMs: 5000, requestTimeoutMs: 100, maxBodyBytes: -1 },
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConfigurationError);
    const keys = (error as ConfigurationError).faults.map(({ key }) => key);
    expect(keys).toEqual(
      expect.arrayContaining([
        "SEAMLINE_NOBODY",
        "public listener port",
        "internal listener port",
        "internal listener headersTimeoutMs",
        "internal listener maxBodyBytes",
      ]),
    );
  });

  it("refuses unsigned calls from other machines", async () => {
    const opening = listen(createShopApplication(), { internal: { port: 0, host: "0.0.0.0" } });
    await expect(opening).rejects.toThrow(/internal listener host: expected keys .* set SEAMLINE_KEYS/);
    const app = createShopApplication({ SEAMLINE_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}` });
    const listening = await listen(app, { internal: { port: 0, host: "0.0.0.0" } });
    expect(listening.internal).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
    await app.stop();
  });

  it("refuses routes that collide and routes under /health", async () => {
    const odd = defineContract("odd", {
      operations: {
        order: { http: "POST /shop/orders", output: z.string() },
        health: { http: "GET /health/{part}", input: z.object({ part: z.string() }) },
      },
    });
    const handlers = { order: () => "", health: () => undefined };
    const oddModule = defineModule({ contract: odd, uses: [], start: () => handlers as never });
    const app = createShopApplication({}, {
      shop: { contract: shopContract, load: async () => shopModule },
      odd: { contract: odd, load: async () => oddModule },
    } as never);
    const error = (await listen(app, { internal: { port: 0 } }).catch(
      (reason: unknown) => reason,
    )) as ConfigurationError;
    expect(error.message).toContain("shop.buy and odd.order both serve POST /shop/orders");
    expect(error.message).toContain("odd.health serves /health/{part}");
  });

  it("closes its open listeners if an address is in use", async () => {
    await using shop = await openShop();
    const opening = listenOn(new TestHost(new ShopHandlers()), {
      public: { port: 0 },
      internal: { port: shop.publicUrl.port },
    });
    await expect(opening).rejects.toMatchObject({
      code: "EADDRINUSE",
      message: expect.stringMatching(/^internal listener: expected to listen on 127\.0\.0\.1:\d+, found EADDRINUSE; /),
    });
  });
});
