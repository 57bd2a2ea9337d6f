import { createClient, type Interceptor } from "@seamline/core";
import { intercept } from "@seamline/core/internal";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttpTransport } from "../src/index.ts";
import { openShop, type Shop, ShopClient } from "./shop.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const traceparent = `00-${traceId}-${spanId}-01`;

function members(count: number, size: number): string[] {
  return Array.from({ length: count }, (_, index) => `k${index}=`.padEnd(size, "v"));
}

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

async function receive(headers: Record<string, string>): Promise<{ trace: { state?: string }; baggage?: string }> {
  const response = await fetch(new URL("/shop/context", shop.internalUrl), { method: "POST", headers });
  expect(response.status).toBe(200);
  return (await response.json()) as { trace: { state?: string }; baggage?: string };
}

describe("trace headers between services", () => {
  it("set the trace and the baggage of the call", async () => {
    const seen = await receive({ traceparent, tracestate: "vendor=1", baggage: "user=ada;p=1,plan=gold" });
    expect(seen.trace).toEqual({ traceId, spanId, sampled: true, state: "vendor=1" });
    expect(seen.baggage).toBe("user=ada;p=1,plan=gold");
  });

  it("are cut if they are longer than W3C requires, and the call continues", async () => {
    const many = await receive({
      traceparent,
      tracestate: members(33, 8).join(","),
      baggage: members(65, 8).join(","),
    });
    expect(many.trace.state).toBe(members(32, 8).join(","));
    expect(many.baggage).toBe(members(64, 8).join(","));
    const large = await receive({ traceparent, baggage: members(10, 1_000).join(",") });
    expect(large.baggage).toBe(members(8, 1_000).join(","));
  });

  it("are ignored if they are malformed", async () => {
    const seen = await receive({
      traceparent: traceparent.toUpperCase(),
      tracestate: "vendor=1",
      baggage: "user=\u00f3",
    });
    expect(seen.trace).not.toHaveProperty("state");
    expect(seen).not.toHaveProperty("baggage");
  });
});

describe("a client's trace headers", () => {
  const label: Interceptor = (request, next) => {
    request.context.joinTrace({ traceId, spanId, sampled: false, state: "vendor=1" });
    request.context.joinBaggage(members(20, 500).join(","));
    return next(request);
  };

  it("are those that an interceptor set", async () => {
    await using transport = disposable(createHttpTransport(shop.internalUrl.href));
    const client = createClient(ShopClient, { call: intercept([label], transport.call) });
    const seen = (await client.run("context")) as { trace: object; baggage: string };
    expect(seen.trace).toEqual({ traceId, spanId, sampled: false, state: "vendor=1" });
    expect(seen.baggage).toBe(members(16, 500).join(","));
  });

  it("omit baggage if the other headers leave no room for it", async () => {
    await using transport = disposable(createHttpTransport(shop.internalUrl.href));
    const client = createClient(ShopClient, { call: intercept([label], transport.call) });
    const input = { id: "x".repeat(7_000), count: 1, flag: true, words: [] };
    const principal = { id: "ada", claims: "x".repeat(4_000) };
    const metadata = { "x-large": "x".repeat(8_000) };
    const [tenant, locale] = ["🍜".repeat(255), "🍲".repeat(255)];
    expect(await client.run("search", input, { principal, metadata, tenant, locale })).toEqual(input);
  });
});

function disposable<Held extends { close?(): Promise<void> }>(held: Held): Held & AsyncDisposable {
  return Object.assign(held, { [Symbol.asyncDispose]: async () => held.close?.() });
}
