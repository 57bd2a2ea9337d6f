import { createClient, defineContract } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createHttpTransport, type SkewReport } from "../src/index.ts";
import { openShop, shopContract } from "./shop.ts";

/** The shop in an older contract of a caller. */
const olderContract = defineContract("shop", {
  operations: { touch: { http: "POST /shop/touch" }, guarded: { http: "POST /shop/guarded", output: z.json() } },
});

const callerContract = olderContract.hash.slice(0, 16);
const ownContract = shopContract.hash.slice(0, 16);

describe("onSkew", () => {
  it("reports a caller with another contract once for each of its operations, and serves it", async () => {
    const reports: SkewReport[] = [];
    await using shop = await openShop({ onSkew: (report) => reports.push(report) });
    const transport = createHttpTransport(shop.internalUrl.href);
    const outside = createClient(olderContract, transport);
    const customer = createClient(olderContract, transport, { caller: "customer" });
    for (let turn = 0; turn < 3; turn += 1) await outside.touch();
    await Promise.all([customer.touch(), customer.touch()]);
    expect(await customer.guarded()).toBe("welcome");
    await transport.close?.();
    expect(shop.handlers.calls).toHaveLength(5);
    expect(reports).toEqual([
      { caller: undefined, operation: "shop.touch", callerContract, ownContract },
      { caller: "customer", operation: "shop.touch", callerContract, ownContract },
      { caller: "customer", operation: "shop.guarded", callerContract, ownContract },
    ]);
  });

  it("reports neither callers with the same contract, nor those that send none", async () => {
    const reports: SkewReport[] = [];
    await using shop = await openShop({ onSkew: (report) => reports.push(report) });
    await shop.client().run("touch");
    for (const mark of [undefined, "", "0123456789ABCDEF", "../../etc/passwd"]) {
      const headers = mark === undefined ? {} : { "seamline-contract": mark };
      expect((await fetch(new URL("/shop/touch", shop.internalUrl), { method: "POST", headers })).status).toBe(204);
    }
    expect(reports).toEqual([]);
  });

  it("ignores callers from outside", async () => {
    const reports: SkewReport[] = [];
    await using shop = await openShop({ onSkew: (report) => reports.push(report) });
    const init = {
      method: "POST",
      headers: { "content-type": "application/json", "seamline-contract": "0".repeat(16) },
      body: JSON.stringify({ item: "tea" }),
    };
    expect((await fetch(new URL("/shop/orders", shop.publicUrl), init)).status).toBe(200);
    expect(reports).toEqual([]);
  });

  it("reports at most 1,000 contracts, and its failure does not fail the call", async () => {
    let count = 0;
    const onSkew = (): void => {
      count += 1;
      if (count === 1) throw new Error("the report failed");
    };
    await using shop = await openShop({ onSkew });
    for (let batch = 0; batch < 11; batch += 1) {
      const calls = Array.from({ length: 100 }, (_, index) => {
        const headers = { "seamline-contract": (batch * 100 + index).toString(16).padStart(16, "0") };
        return fetch(new URL("/shop/touch", shop.internalUrl), { method: "POST", headers });
      });
      for (const response of await Promise.all(calls)) expect(response.status).toBe(204);
    }
    expect(count).toBe(1000);
  });
});
