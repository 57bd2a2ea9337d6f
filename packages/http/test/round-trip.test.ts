import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type ServiceError, type Transport } from "@seamline/core";
import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  openShop,
  type Shop,
  ShopClient,
  ShopHandlers,
  type ShopOperation,
  SoldOut,
  shopContract,
  TooBusy,
} from "./shop.ts";

let shop: Shop;
let remote: ShopClient;
let local: ShopClient;

beforeAll(async () => {
  shop = await openShop();
  remote = shop.client({ caller: "customer" });
  const dispatcher = createDispatcher(shopContract, new ShopHandlers(), { onError: () => undefined });
  local = createClient(ShopClient, createInProcessTransport(dispatcher) satisfies Transport, { caller: "customer" });
});
afterAll(() => shop[Symbol.asyncDispose]());

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    " ",
    "%20",
    "+",
    "a;b=c",
    "a#x",
    "a/b",
    "..\\admin",
    "a\r\nX: 1",
    "{id}",
    "$&",
    ":id",
    "@evil",
    "\u0000",
  ),
);
const segment = text.filter((value) => value !== "" && value !== "." && value !== "..");
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1e21, 5e-324),
);
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });
const searched = fc.record({
  id: segment,
  count: number,
  flag: fc.boolean(),
  words: fc.array(text, { maxLength: 4 }),
  numbers: optional(fc.array(number, { maxLength: 4 })),
  size: optional(fc.constantFrom("small", "large")),
});

async function settle(client: ShopClient, operation: ShopOperation, input: unknown): Promise<unknown> {
  try {
    return { value: await client.run(operation, input) };
  } catch (reason) {
    const { code, reason: name, details, message, sent, retryable, retryAfterMs } = reason as ServiceError;
    return { code, name, details, message: message.replace(/call \S+$/, "call …"), sent, retryable, retryAfterMs };
  }
}

/** As JSON, where −0 and 0 are one value. */
function canonical(outcome: unknown): string {
  return JSON.stringify(outcome);
}

describe("an operation over HTTP", () => {
  it("returns the same output as in-process, with any path and query", async () => {
    await fc.assert(
      fc.asyncProperty(searched, async (input) => {
        expect(canonical(await settle(remote, "search", input))).toBe(canonical(await settle(local, "search", input)));
      }),
      { numRuns: 150 },
    );
  });

  it("returns the same output as in-process, with any headers and body", async () => {
    const described = fc
      .tuple(
        searched,
        optional(text),
        optional(fc.array(text, { maxLength: 3 })),
        fc.array(fc.jsonValue(), { maxLength: 2 }),
      )
      .map(([fields, note, marks, nested]) => ({ ...fields, note, marks, nested: JSON.parse(JSON.stringify(nested)) }));
    await fc.assert(
      fc.asyncProperty(described, async (input) => {
        expect(canonical(await settle(remote, "describe", input))).toBe(
          canonical(await settle(local, "describe", input)),
        );
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ["an empty list", { words: [], numbers: [] }],
    ["a list of one empty text", { words: [""], numbers: undefined }],
    ["an absent list", { words: ["a", "b"], numbers: undefined }],
  ])("distinguishes %s from the other two", async (_name, lists) => {
    const input = { id: "a", count: 1, flag: false, ...lists };
    const marked = { ...input, marks: lists.words, note: "", nested: [] };
    expect(await remote.run("search", input)).toEqual(JSON.parse(JSON.stringify(input)));
    expect(await remote.run("describe", marked)).toEqual(JSON.parse(JSON.stringify(marked)));
  });

  it.each([".", "..", "", "\ud800"])("refuses %j in the path before sending", async (id) => {
    const call = remote.run("search", { id, count: 1, flag: true, words: [] });
    await expect(call).rejects.toMatchObject({ code: "invalid_argument", sent: "not_sent" });
  });

  it("refuses a query that no listener accepts, before sending", async () => {
    const call = remote.run("search", { id: "a", count: 1, flag: true, words: ["x".repeat(9000)] });
    await expect(call).rejects.toMatchObject({ code: "invalid_argument", sent: "not_sent" });
  });

  it("refuses a context that no listener accepts, before sending", async () => {
    const call = remote.run("touch", {}, { principal: { id: "a", claims: "x".repeat(20_000) } });
    await expect(call).rejects.toMatchObject({ code: "resource_exhausted", sent: "not_sent" });
  });

  it("returns undefined from an operation without output", async () => {
    await expect(remote.run("touch")).resolves.toBeUndefined();
  });

  it.each(["none", "busy", "bug", "text", "wrong", "apple"])(
    "settles as in-process when the item is %s",
    async (item) => {
      expect(await settle(remote, "buy", { item })).toEqual(await settle(local, "buy", { item }));
    },
  );

  it("throws declared errors as their classes, with details", async () => {
    const error = await remote.run("buy", { item: "none" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SoldOut);
    expect((error as SoldOut).details).toEqual({ item: "none" });
    const busy = await remote.run("buy", { item: "busy" }).catch((reason: unknown) => reason);
    expect(busy).toBeInstanceOf(TooBusy);
    expect(busy).toMatchObject({ retryable: true, retryAfterMs: 1500, sent: "processed" });
  });

  it("never sends the message of an undeclared error", async () => {
    const error = (await remote.run("buy", { item: "bug" }).catch((reason: unknown) => reason)) as ServiceError;
    expect(error).toMatchObject({ code: "internal", operation: "shop.buy" });
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain("secret");
    expect(error.message).toContain(error.callId);
  });

  it("carries the call context", async () => {
    const given = {
      principal: { id: "anna", roles: ["cook"] },
      tenant: "nörd",
      locale: "de-AT",
      metadata: { "x-order": ["1", "ü"] },
      idempotencyKey: "key-1",
    };
    const seen = (await remote.run("context", {}, given)) as Record<string, unknown>;
    expect(seen).toMatchObject({ ...given, caller: "customer", depth: 1, origin: "service" });
    expect(seen.callId).toMatch(/^[\w-]+-\w+$/);
    expect(seen.trace).toMatchObject({ sampled: true, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it("carries the largest query, principal and metadata at once", async () => {
    const words = Array.from({ length: 70 }, () => "é".repeat(16));
    const options = {
      principal: { id: "x".repeat(4_085) },
      tenant: "t".repeat(255),
      locale: "l".repeat(255),
      idempotencyKey: "k".repeat(255),
      metadata: { a: "é".repeat(4_091) },
    };
    const found = await remote.run("search", { id: "a", count: 1, flag: true, words }, options);
    expect(found).toMatchObject({ words });
  });

  it("enforces the allow-list of an operation", async () => {
    await expect(remote.run("guarded")).resolves.toBe("welcome");
    const stranger = shop.client({ caller: "courier" });
    await expect(stranger.run("guarded")).rejects.toMatchObject({ code: "permission_denied" });
  });

  it("carries the largest output and refuses a larger one", async () => {
    await expect(remote.run("large", { size: 8 * 1024 * 1024 - 2 })).resolves.toHaveLength(8 * 1024 * 1024 - 2);
    await expect(remote.run("large", { size: 8 * 1024 * 1024 })).rejects.toMatchObject({ code: "resource_exhausted" });
  });

  it("serves more concurrent calls than it has connections", async () => {
    const narrow = shop.client({ connections: 2 });
    const outputs = await Promise.all(Array.from({ length: 50 }, (_, size) => narrow.run("large", { size })));
    expect(outputs.map((output) => (output as string).length)).toEqual(Array.from({ length: 50 }, (_, size) => size));
  });

  it("travels over a Unix socket", async () => {
    const folder = await mkdtemp(join(tmpdir(), "seamline-"));
    const socketPath = join(folder, "shop.sock");
    {
      await using other = await openShop({ internal: { port: undefined, socketPath } });
      expect(other.listening.internal).toBe(`http+unix://${socketPath}`);
      await expect(other.client().run("buy", { item: "apple" })).resolves.toEqual({ item: "apple", amount: 1 });
    }
    await rm(folder, { recursive: true });
  });
});
