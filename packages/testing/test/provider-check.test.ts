/**
 * Providers that keep or break their contract: in-process, over HTTP, and written without Seamline.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Application,
  bytes,
  createApplication,
  defineContract,
  defineModule,
  isoDateTime,
  ServiceError,
  stream,
} from "@seamline/core";
import { listen } from "@seamline/http";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { checkProvider, printProviderReport } from "../src/provider-check.ts";

const Line = z.object({ sku: z.string().min(1).max(8), count: z.int().min(1).max(999) });
const Order = z.object({ orderId: z.int().positive(), lines: z.array(Line).max(5), at: isoDateTime().nullable() });

const contract = defineContract("orders", {
  operations: {
    getOrder: {
      http: "GET /orders/{orderId}",
      input: z.object({ orderId: z.int().positive(), verbose: z.boolean().optional() }),
      output: Order,
      errors: { orderNotFound: { code: "not_found", details: z.object({ orderId: z.int() }) } },
    },
    addOrder: {
      http: "POST /orders",
      input: z.object({ lines: z.array(Line).max(5), note: z.string().default(""), due: isoDateTime().optional() }),
      output: Order,
    },
    strictly: { http: "POST /strictly", input: z.strictObject({ a: z.int() }), output: z.int() },
    watch: { input: z.object({ from: z.int() }), output: stream(Order) },
    upload: { input: bytes(), output: z.int() },
    ping: {},
  },
});

type Handlers = Readonly<Record<string, (input: never) => unknown>>;

const handlers: Handlers = {
  getOrder: ({ orderId }: { orderId: number }) => ({ orderId, lines: [], at: null }),
  addOrder: ({ lines }: { lines: unknown }) => ({ orderId: 1, lines, at: new Date(0) }),
  strictly: ({ a }: { a: number }) => a,
  async *watch({ from }: { from: number }) {
    for (let index = 0; ; index += 1) yield { orderId: Math.abs(from % 100) + index + 1, lines: [], at: null };
  },
  async upload(chunks: AsyncIterable<Uint8Array>) {
    let size = 0;
    for await (const chunk of chunks) size += chunk.length;
    return size;
  },
  ping: () => undefined,
};

describe("checkProvider", () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  const run = (replaced: Handlers = {}): Application => {
    const module = defineModule({ contract, start: () => ({ ...handlers, ...replaced }) as never });
    const app = createApplication({
      modules: { orders: { contract, load: async () => ({ module }) } },
      onError: () => undefined,
    });
    ends.push(() => app.stop());
    return app;
  };
  const serve = async (app: Application): Promise<string> => {
    const { internal: url = "" } = await listen(app, { internal: { port: 0 } });
    return url;
  };

  it("finds no fault in a provider that keeps its contract, in-process and over HTTP", async () => {
    const app = run();
    const inProcess = await checkProvider(contract, app, { seed: 7, runs: 40 });
    expect(inProcess.faults).toEqual([]);
    expect(inProcess.operations.map(({ operation }) => operation)).toContain("orders.upload");
    const [getOrder, addOrder] = inProcess.operations;
    expect(getOrder?.valid).toBe(40);
    expect(addOrder?.spoiled).toBeGreaterThan(20);
    const overHttp = await checkProvider(contract, await serve(app), { seed: 7, runs: 40 });
    expect(overHttp.faults).toEqual([]);
    expect(overHttp.operations.find(({ operation }) => operation === "orders.addOrder")?.raw).toBeGreaterThan(8);
    expect(printProviderReport(overHttp)).toMatch(/orders\.getOrder: ok \(40 valid, \d+ spoiled, 0 raw\)/);
  });

  it("finds an undeclared error, shows the smallest input, and leads to it again", async () => {
    const app = run({
      getOrder: ({ orderId }: { orderId: number }) => {
        if (orderId > 1000) throw new Error("no such shard");
        return { orderId, lines: [], at: null };
      },
    });
    const report = await checkProvider(contract, app, { operations: ["getOrder"], seed: 3 });
    expect(report.ok).toBe(false);
    const [fault] = report.faults;
    expect(fault).toMatchObject({
      operation: "orders.getOrder",
      sent: "a valid input",
      input: { orderId: 1001 },
      found: expect.stringContaining("it failed with internal"),
      seed: 3,
    });
    const options = { operations: ["getOrder"], seed: 3, replay: fault?.replay ?? "" };
    const again = await checkProvider(contract, app, options);
    expect(again.faults).toEqual([{ ...fault, replay: expect.any(String) }]);
    expect(again.operations[0]?.valid).toBe(1);
    expect(printProviderReport(report)).toContain(`  again: { seed: 3, replay: ${JSON.stringify(fault?.replay)} }`);
  });

  it("accepts declared errors, except with another code than declared", async () => {
    const declared = run({
      getOrder: ({ orderId }: { orderId: number }) => {
        const fields = { reason: "orderNotFound", details: { orderId } };
        throw Object.assign(new ServiceError("not_found", "gone", fields), { service: "orders" });
      },
    });
    expect((await checkProvider(contract, declared, { operations: ["getOrder"], seed: 1 })).faults).toEqual([]);
    const undeclared = run({
      getOrder: () => {
        throw new ServiceError("not_found", "gone");
      },
    });
    const report = await checkProvider(contract, undeclared, { operations: ["getOrder"], seed: 1 });
    expect(report.faults[0]?.found).toContain("it failed with internal");
  });

  it("finds an output outside the contract, also in an item of a stream", async () => {
    const app = run({
      addOrder: ({ lines }: { lines: readonly unknown[] }) => ({ orderId: lines.length, lines, at: null }),
      async *watch() {
        yield { orderId: -1, lines: [], at: null };
      },
    });
    const report = await checkProvider(contract, app, { operations: ["addOrder", "watch"], seed: 1 });
    expect(report.faults.map(({ operation, input }) => [operation, input])).toEqual([
      ["orders.addOrder", { lines: [] }],
      ["orders.watch", { from: 0 }],
    ]);
  });

  it("finds a foreign provider that accepts inputs that the contract refuses", async () => {
    const server = createServer((request, response) => {
      request.resume().once("end", () => {
        const callId = request.headers["seamline-call-id"];
        const headers = {
          "content-type": "application/json",
          ...(callId !== undefined && { "seamline-call-id": callId }),
        };
        response.writeHead(200, headers).end("1");
      });
    }).listen(0, "127.0.0.1");
    ends.push(() => new Promise((resolve) => server.close(resolve)));
    await new Promise((resolve) => server.once("listening", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const report = await checkProvider(contract, url, { operations: ["strictly"], seed: 1 });
    const [spoiled, ...raw] = report.faults;
    expect(spoiled).toMatchObject({ path: "input.a", found: expect.stringContaining("it was accepted") });
    expect(raw.map(({ sent }) => sent)).toContain("malformed JSON");
    expect(raw[0]?.found).toBe("the response was 200; expected a status of the 400 class");
  });

  it("sends overrides in place of drawn values", async () => {
    const seen = new Set<number>();
    const app = run({
      getOrder: ({ orderId }: { orderId: number }) => {
        seen.add(orderId);
        return { orderId, lines: [], at: null };
      },
    });
    const inputs = { getOrder: { fields: { orderId: 5 } } };
    await checkProvider(contract, app, { operations: ["getOrder"], inputs, runs: 5, seed: 1 });
    expect(seen).toContain(5);
    expect(seen.size).toBeLessThan(4); // spoiled inputs may be valid ones
  });

  it("names the operation whose inputs cannot be drawn", async () => {
    const picky = defineContract("orders", {
      operations: { getOrder: { input: z.object({ id: z.string().refine((id) => id === "the one id") }) } },
    });
    await expect(checkProvider(picky, run(), { seed: 1 })).rejects.toThrow(/^orders\.getOrder: id: none of 1000 drawn/);
  });

  it("refuses unknown operations, and applications that host other modules", async () => {
    await expect(checkProvider(contract, run(), { operations: ["getOrdr"] })).rejects.toThrow(
      'orders: expected an operation, found "getOrdr"; did you mean getOrder?',
    );
    const other = defineContract("other", { operations: { a: {} } });
    await expect(checkProvider(other, run())).rejects.toThrow(
      "expected an application that hosts other, found one that hosts orders",
    );
    await expect(checkProvider(contract, run(), { seed: 1, replay: "valid/0" })).rejects.toThrow(
      'replay: expected that of a fault, with its seed and its operation alone, found "valid/0" for 6 operations',
    );
    const empty = defineContract("orders", { operations: {} });
    await expect(checkProvider(empty, run())).rejects.toThrow("orders: expected operations to check, found none");
  });
});
