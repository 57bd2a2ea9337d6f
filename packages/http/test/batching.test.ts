import { getRandomValues } from "node:crypto";
import { createClient, type ServiceError } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { listenOn } from "../src/extend.ts";
import { createHttpTransport } from "../src/index.ts";
import { watchRequests } from "./seen-requests.ts";
import { openShop, ShopClient, ShopHandlers, SoldOut, TestHost } from "./shop.ts";

const batch = 64;
const batched = "POST /seamline/batch/shop/";
const keys = [{ id: "k1", secret: getRandomValues(new Uint8Array(32)) }];
const failure = (pending: Promise<unknown>): Promise<unknown> => pending.catch((reason: unknown) => reason);

describe("calls of one turn", () => {
  it("share a request, and each gets its own response", async () => {
    await using shop = await openShop({ keys });
    using seen = watchRequests();
    const client = shop.client({ batch });
    const everything = {
      id: "a b",
      count: 1,
      flag: true,
      words: ["ü"],
      note: "n",
      marks: ["x", ","],
      nested: [{ deep: "ü" }],
    };
    const [bought, described, touched] = await Promise.all([
      client.run("buy", { item: "apple", amount: 2 }),
      client.run("describe", everything),
      client.run("touch"),
    ]);
    expect(bought).toEqual({ item: "apple", amount: 2 });
    expect(described).toEqual(everything);
    expect(touched).toBeUndefined();
    expect(seen.lines).toEqual([batched]);
  });

  it("are sent without a batch if there is only one", async () => {
    await using shop = await openShop();
    using seen = watchRequests();
    const client = shop.client({ batch });
    expect(await client.run("buy", { item: "apple" })).toEqual({ item: "apple", amount: 1 });
    expect(seen.lines).toEqual(["POST /shop/orders"]);
  });

  it("fill requests up to the limit, and are split in two while the callee is idle", async () => {
    await using shop = await openShop();
    using seen = watchRequests();
    const few = shop.client({ batch: 2 });
    await Promise.all(["a", "b", "c", "d", "e"].map((item) => few.run("buy", { item })));
    expect([...seen.lines].sort()).toEqual([batched, batched, "POST /shop/orders"]);
    const many = shop.client({ batch });
    await Promise.all(Array.from({ length: 60 }, (_, index) => many.run("buy", { item: String(index) })));
    expect(seen.lines.slice(3)).toEqual([batched, batched]);
  });

  it("are collected after the microtasks", async () => {
    await using shop = await openShop();
    using seen = watchRequests();
    const client = shop.client({ batch });
    const late = async (turns: number): Promise<unknown> => {
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      return client.run("touch");
    };
    await Promise.all([late(0), late(1), late(20)]);
    expect(seen.lines).toEqual([batched]);
  });

  it("fail independently", async () => {
    await using shop = await openShop();
    using seen = watchRequests();
    const client = shop.client({ batch, caller: "stranger" });
    const outcomes = await Promise.all([
      client.run("buy", { item: "apple" }),
      failure(client.run("buy", { item: "none" })),
      failure(client.run("buy", { item: "busy" })),
      failure(client.run("buy", { item: "bug" })),
      failure(client.run("buy", { item: "wrong" })),
      failure(client.run("guarded")),
      failure(client.run("wait", { name: "x" }, { timeoutMs: 150 })),
    ]);
    expect(outcomes[0]).toEqual({ item: "apple", amount: 1 });
    expect(outcomes[1]).toBeInstanceOf(SoldOut);
    expect(outcomes[1]).toMatchObject({ details: { item: "none" }, sent: "processed" });
    expect(outcomes[2]).toMatchObject({ code: "unavailable", reason: "tooBusy", retryAfterMs: 1500 });
    expect(outcomes[3]).toMatchObject({ code: "internal", sent: "processed" });
    expect(String(outcomes[3])).not.toContain("secret");
    expect(outcomes[4]).toMatchObject({ code: "internal" });
    expect(outcomes[5]).toMatchObject({ code: "permission_denied" });
    expect(outcomes[6]).toMatchObject({ code: "deadline_exceeded", sent: "maybe_sent" });
    expect(seen.lines).toEqual([batched]);
    expect(await shop.handlers.aborted.promise).toMatchObject({ code: "deadline_exceeded" });
  });

  it("keep their own contexts", async () => {
    await using shop = await openShop({ keys });
    using seen = watchRequests();
    const client = shop.client({ batch, caller: "customer" });
    const options = [
      { principal: { id: "ada" }, tenant: "one", idempotencyKey: 'a "key"'.replaceAll(" ", "") },
      { principal: { id: "bob" }, locale: "de", metadata: { flag: ["ü", "2"] } },
      {},
    ];
    const contexts = await Promise.all(options.map((own) => client.run("context", {}, own)));
    expect(contexts).toMatchObject([
      { caller: "customer", principal: { id: "ada" }, tenant: "one", idempotencyKey: 'a"key"', metadata: {} },
      { caller: "customer", principal: { id: "bob" }, locale: "de", metadata: { flag: ["ü", "2"] } },
      { caller: "customer", metadata: {} },
    ]);
    expect(contexts[2]).not.toHaveProperty("principal");
    const ids = contexts.map((one) => (one as { callId: string }).callId);
    const spans = contexts.map((one) => (one as { trace: { spanId: string } }).trace.spanId);
    expect(new Set([...ids, ...spans]).size).toBe(6);
    expect(seen.lines).toEqual([batched]);
  });

  it.each([
    ["principal", [{ id: "ada" }, { id: "bob" }]],
    ["tenant", ["one", "other"]],
    ["locale", ["de", "fr"]],
    ["metadata", [{ flag: ["1"] }, { flag: ["2"] }]],
  ])("may differ in their %s", async (name, values) => {
    await using shop = await openShop();
    using seen = watchRequests();
    const client = shop.client({ batch });
    const contexts = await Promise.all(values.map((one) => client.run("context", {}, { [name]: one })));
    expect(contexts).toMatchObject(values.map((one) => ({ [name]: one })));
    expect(seen.lines).toEqual([batched]);
  });

  it("of several callers do not share a request: a signature has one caller", async () => {
    await using shop = await openShop({ keys });
    using seen = watchRequests();
    const transport = createHttpTransport(shop.listening.internal ?? "", { batch, keys });
    const [customer, stranger] = ["customer", "stranger"].map((caller) =>
      createClient(ShopClient, transport, { caller }),
    );
    const pending = [customer, stranger, customer, stranger].map((one) => failure((one as ShopClient).run("guarded")));
    const denied = { code: "permission_denied" };
    expect(await Promise.all(pending)).toMatchObject(["welcome", denied, "welcome", denied]);
    expect(seen.lines).toEqual([batched, batched]);
    await transport.close?.();
  });

  it("get their responses as their handlers settle, not with the slowest", async () => {
    await using shop = await openShop();
    using seen = watchRequests();
    const client = shop.client({ batch });
    const slow = client.run("wait", { name: "slow" });
    expect(await client.run("buy", { item: "apple" })).toEqual({ item: "apple", amount: 1 });
    await shop.handlers.waiting.promise;
    shop.handlers.gate.resolve("done");
    expect(await slow).toBe("done");
    expect(seen.lines).toEqual([batched]);
  });

  it("take turns: handlers that compute for long do not delay finished responses", async () => {
    const order: string[] = [];
    class BusyHandlers extends ShopHandlers {
      override touch(): void {
        for (const until = performance.now() + 20; performance.now() < until; );
        order.push("computed");
      }
    }
    const listening = await listenOn(new TestHost(new BusyHandlers()), { internal: { port: 0 } });
    const transport = createHttpTransport(listening.internal ?? "", { batch });
    const client = createClient(ShopClient, transport);
    const first = client.run("buy", { item: "first" }).then(() => order.push("settled"));
    await Promise.all([first, ...Array.from({ length: 10 }, () => client.run("touch"))]);
    expect(order.indexOf("settled")).toBeLessThan(10);
    await transport.close?.();
    await listening.close();
  });

  it("are canceled independently: the handler is canceled while the others continue", async () => {
    await using shop = await openShop();
    using seen = watchRequests();
    const client = shop.client({ batch });
    const controller = new AbortController();
    const canceled = failure(client.run("wait", { name: "a" }, { signal: controller.signal }));
    const other = client.run("wait", { name: "b" });
    await shop.handlers.waiting.promise;
    controller.abort();
    expect(await canceled).toMatchObject({ code: "canceled", sent: "maybe_sent" });
    expect(await shop.handlers.aborted.promise).toMatchObject({ code: "canceled" });
    shop.handlers.gate.resolve("done");
    expect(await other).toBe("done");
    expect(seen.lines).toContain("POST /seamline/cancel/");
    // The connection still carries single calls and batches.
    expect(await Promise.all([client.run("touch"), client.run("touch")])).toEqual([undefined, undefined]);
    await client.run("touch");
  });

  it("close the connection when all of them are canceled, as a single call does", async () => {
    await using shop = await openShop();
    using seen = watchRequests();
    const client = shop.client({ batch });
    const controller = new AbortController();
    const { signal } = controller;
    const pending = ["a", "b"].map((name) => failure(client.run("wait", { name }, { signal })));
    await shop.handlers.waiting.promise;
    controller.abort();
    expect(await Promise.all(pending)).toMatchObject([{ code: "canceled" }, { code: "canceled" }]);
    expect(await shop.handlers.aborted.promise).toMatchObject({ code: "canceled" });
    expect(seen.lines).toEqual([batched]);
  });

  it("are not sent if they are canceled before the end of the turn", async () => {
    await using shop = await openShop();
    using seen = watchRequests();
    const client = shop.client({ batch });
    const controller = new AbortController();
    const canceled = failure(client.run("buy", { item: "a" }, { signal: controller.signal }));
    const others = [client.run("touch"), client.run("touch")];
    controller.abort();
    expect(await canceled).toMatchObject({ code: "canceled" });
    await Promise.all(others);
    expect(shop.handlers.calls).toEqual(["touch", "touch"]);
    expect(seen.lines).toEqual([batched]);
  });

  it("are sent alone when they are large, and responses may have the full size", async () => {
    await using shop = await openShop();
    using seen = watchRequests();
    const client = shop.client({ batch });
    const item = "x".repeat(100_000);
    const size = 8 * 1024 * 1024 - 2;
    const [large, first, second] = await Promise.all([
      client.run("buy", { item }),
      client.run("large", { size }),
      failure(client.run("large", { size: size + 1 })),
    ]);
    expect(large).toEqual({ item, amount: 1 });
    expect((first as string).length).toBe(size);
    expect(second).toMatchObject({ code: "resource_exhausted" });
    expect([...seen.lines].sort()).toEqual([batched, "POST /shop/orders"]);
  });

  it("are sent and settled although the transport is closed right after", async () => {
    await using shop = await openShop();
    const transport = createHttpTransport(shop.listening.internal ?? "", { batch });
    const client = createClient(ShopClient, transport);
    const pending = [client.run("buy", { item: "a" }), client.run("buy", { item: "b" })];
    await transport.close?.();
    expect(await Promise.all(pending)).toEqual([
      { item: "a", amount: 1 },
      { item: "b", amount: 1 },
    ]);
    expect(await failure(client.run("touch"))).toMatchObject({ code: "unavailable", sent: "not_sent" });
  });

  it("fail as single calls do if there is no listener", async () => {
    const client = await openShop().then(async (shop) => {
      await shop[Symbol.asyncDispose]();
      return shop.client({ batch });
    });
    const outcomes = await Promise.all([failure(client.run("touch")), failure(client.run("touch"))]);
    expect(outcomes).toMatchObject([
      { code: "unavailable", sent: "not_sent" },
      { code: "unavailable", sent: "not_sent" },
    ]);
    expect(new Set(outcomes.map((one) => (one as ServiceError).callId)).size).toBe(2);
  });

  it("are refused one by one beyond the limit of waiting calls", async () => {
    await using shop = await openShop();
    const client = shop.client({ batch, connections: 1 });
    const busy = client.run("wait", { name: "a" });
    await shop.handlers.waiting.promise;
    const pending = Array.from({ length: 10_001 }, () => failure(client.run("touch")));
    const [early] = await Promise.race(pending.map(async (one) => [await one]));
    expect(early).toMatchObject({ code: "resource_exhausted", sent: "not_sent" });
    shop.handlers.gate.resolve("done");
    await busy;
    const outcomes = await Promise.all(pending);
    expect(outcomes.filter((one) => one === undefined).length).toBeGreaterThan(9_900);
  });
});

describe("batch", () => {
  it.each([0, 1, 257, 2.5, Number.NaN])("refuses %d calls", (most) => {
    expect(() => createHttpTransport("http://127.0.0.1:1", { batch: most })).toThrow(/batch: expected 2 to 256/);
  });
});
