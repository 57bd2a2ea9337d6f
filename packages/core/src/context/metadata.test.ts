import { describe, expect, it } from "vitest";
import { mergeMetadata, noMetadata } from "./metadata.ts";

describe("mergeMetadata", () => {
  it("lower-cases names, keeps values in order and merges them over inherited ones", () => {
    const inherited = mergeMetadata(noMetadata, { "x-a": "1", "x-b": "1" });
    expect({ ...mergeMetadata(inherited, { "X-B": ["2", "3"], "x-b": "4" }) }).toEqual({
      "x-a": ["1"],
      "x-b": ["2", "3", "4"],
    });
  });

  it.each([
    "",
    " ",
    "a b",
    "a:b",
    "__proto__",
    "x_internal",
    "cookie",
    "Set-Cookie",
    "authorization",
    "host",
    "content-length",
    "seamline-caller",
  ])("refuses the name %j", (name) => {
    expect(() => mergeMetadata(noMetadata, Object.fromEntries([[name, "x"]]))).toThrow(
      expect.objectContaining({ code: "invalid_argument" }),
    );
  });

  it.each(["a\r\nb", "a\nb", "a\0b"])("refuses the value %j", (value) => {
    expect(() => mergeMetadata(noMetadata, { a: value })).toThrow(
      expect.objectContaining({ code: "invalid_argument" }),
    );
  });

  it("refuses a value that is no text", () => {
    expect(() => mergeMetadata(noMetadata, { a: 1 as never })).toThrow(
      expect.objectContaining({ code: "invalid_argument" }),
    );
  });

  it("refuses more than 8 KiB, and more than 64 values", () => {
    expect(() => mergeMetadata(noMetadata, { a: "é".repeat(4096) })).toThrow(
      expect.objectContaining({ code: "resource_exhausted" }),
    );
    expect(() => mergeMetadata(noMetadata, { a: Array(65).fill("x") })).toThrow(
      expect.objectContaining({ code: "resource_exhausted" }),
    );
    expect(mergeMetadata(noMetadata, { a: Array(64).fill("x") }).a).toHaveLength(64);
  });
});
