import { describe, expect, it } from "vitest";
import { printJson } from "./json-text.ts";

describe("printJson", () => {
  it("keeps values on one line where they fit, and otherwise prints one entry per line", () => {
    const long = "x".repeat(90);
    expect(printJson({ a: [1, { b: null }], c: { text: long, d: [] }, e: {} })).toBe(
      `{\n  "a": [1, { "b": null }],\n  "c": {\n    "text": "${long}",\n    "d": []\n  },\n  "e": {}\n}`,
    );
  });

  it("omits undefined properties and escapes as JSON does", () => {
    expect(printJson({ a: undefined, "b\n": 'say "hi"' })).toBe('{ "b\\n": "say \\"hi\\"" }');
  });

  it("prints text that JSON.parse reads back", () => {
    const value = {
      list: Array.from({ length: 50 }, (_, index) => ({ index, text: `number ${index}` })),
      deep: [[[[]]]],
    };
    expect(JSON.parse(printJson(value))).toEqual(value);
  });
});
