import { describe, expect, it } from "vitest";
import { layouts, openSystem } from "./services.ts";

describe.each(Object.entries(layouts))("the call context, %s", (_name, { layout, env = {} }) => {
  it("crosses three hops: principal, tenant, locale, trace and metadata, and the caller and depth", async () => {
    await using system = await openSystem(layout, { env });
    const principal = { id: "ada", roles: ["cook"] };
    const metadata = { "x-flag": ["a", "b"] };
    const hops = await system.client.placeOrder(
      { mode: "ok" },
      { principal, tenant: "ącme", locale: "pl-PL", metadata },
    );
    const everywhere = { principal, tenant: "ącme", locale: "pl-PL", traceId: hops[0]?.traceId };
    const below = { ...metadata, hop: ["customer"] };
    expect(hops).toMatchObject([
      { ...everywhere, service: "customer", caller: null, depth: 1, metadata },
      { ...everywhere, service: "courier", caller: "customer", depth: 2, metadata: below },
      { ...everywhere, service: "restaurant", caller: "courier", depth: 3, metadata: below },
    ]);
    expect(hops[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it("of one call does not leak into another", async () => {
    await using system = await openSystem(layout, { env });
    const ids = Array.from({ length: 100 }, (_, index) => `caller ${index}`);
    const results = await Promise.all(
      ids.map((id) =>
        system.client.placeOrder({ mode: "ok" }, { principal: { id }, tenant: id, metadata: { "x-id": id } }),
      ),
    );
    for (const [index, hops] of results.entries()) {
      const id = ids[index];
      for (const hop of hops) expect(hop).toMatchObject({ principal: { id }, tenant: id, metadata: { "x-id": [id] } });
    }
    expect(new Set(results.map((hops) => hops[0]?.traceId)).size).toBe(ids.length);
    const bare = await system.client.placeOrder({ mode: "ok" });
    expect(bare).toMatchObject([
      { principal: null, tenant: null, metadata: {} },
      { metadata: { hop: ["customer"] } },
      {},
    ]);
  });
});
