import { describe, expect, it } from "vitest";
import { z } from "zod";
import { printDefault } from "./default-value.ts";

describe("printDefault", () => {
  it("prints a value, and the result of a function that is always the same", () => {
    expect(printDefault(z.int().default(20))).toBe("20");
    expect(printDefault(z.array(z.string()).default(() => []))).toBe("[]");
    expect(printDefault(z.bigint().default(5n))).toBe("5n");
    expect(printDefault(z.date().default(() => new Date(0)))).toBe('"1970-01-01T00:00:00.000Z"');
  });

  it.each([
    ["an id", z.string().default(() => crypto.randomUUID())],
    ["the time", z.number().default(() => Date.now())],
    ["today", z.string().default(() => new Date().toISOString().slice(0, 10))],
    [
      "a failure",
      z.string().default(() => {
        throw new Error("not now");
      }),
    ],
  ])("prints nothing for %s, which differs each time", (_title, schema) => {
    expect(printDefault(schema)).toBeUndefined();
  });

  it("restores the clock", () => {
    const before = globalThis.Date;
    printDefault(z.number().default(() => Date.now()));
    expect(globalThis.Date).toBe(before);
  });
});
