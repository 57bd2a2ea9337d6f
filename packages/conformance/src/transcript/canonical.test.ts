import { describe, expect, it } from "vitest";
import { printCanonical } from "./canonical.ts";

describe("printCanonical", () => {
  it("distinguishes kinds that JSON confuses", () => {
    const kinds = [1, "1", 1n, null, undefined, Number.NaN, new Date(0), new Uint8Array([1]), [], {}];
    expect(new Set(kinds.map(printCanonical)).size).toBe(kinds.length);
  });

  it("prints −0 as 0", () => {
    expect(printCanonical([-0])).toBe("[0]");
  });

  it("keeps the order of keys, and undefined among them", () => {
    expect(printCanonical({ b: 1, a: undefined, "c d": 2 })).toBe('{b: 1, a: undefined, "c d": 2}');
  });

  it("prints text by code units", () => {
    expect(printCanonical("\ud800 \u00e9 \u0000")).toBe(String.raw`"\ud800 \u00e9 \u0000"`);
  });

  it("distinguishes long texts without printing them", () => {
    expect(printCanonical("x".repeat(1000))).toMatch(/^text\(1000 units, sha256 [0-9a-f]{12}\)$/);
    expect(printCanonical("x".repeat(1000))).not.toBe(printCanonical(`${"x".repeat(999)}y`));
  });

  it("prints holes, prototypes, getters, symbol keys and subclasses", () => {
    const sparse = [1];
    sparse[2] = 2;
    expect(printCanonical(sparse)).toBe("[1, hole, 2]");
    expect(printCanonical(Object.create(null))).toBe("null-prototype {}");
    expect(printCanonical(new (class Shelf {})())).toBe("Shelf {}");
    expect(printCanonical({ [Symbol("s")]: 1 })).toBe("{symbol: 1}");
    expect(printCanonical(Buffer.from([1]))).toBe("Buffer(01)");
    const hidden = Object.defineProperty({ get a() { return 1; } }, "b", { value: 2 }); // biome-ignore format: one line
    expect(printCanonical(hidden)).toBe("{getter a: unread, hidden b: 2}");
  });

  it("marks objects that are reached twice", () => {
    const shared = { a: 1 };
    expect(printCanonical({ left: shared, right: [shared] })).toBe("{left: {a: 1}, right: [same as $.left]}");
  });

  it("does not read proxies", () => {
    const hostile: object = new Proxy({}, { get: () => expect.fail("read"), ownKeys: () => expect.fail("listed") });
    expect(printCanonical({ hostile })).toBe("{hostile: proxy}");
  });
});
