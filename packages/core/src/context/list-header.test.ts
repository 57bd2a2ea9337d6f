import { describe, expect, it } from "vitest";
import { cutBaggage, cutTracestate } from "./list-header.ts";

const members = (count: number, size = 4): string[] =>
  Array.from({ length: count }, (_, index) => `k${index}=`.padEnd(size, "v"));

describe.each([
  ["cutTracestate", cutTracestate, 32, 512],
  ["cutBaggage", cutBaggage, 64, 8192],
])("%s", (_name, cut, most, bytes) => {
  it("passes a list on unchanged, except for blanks and empty members", () => {
    expect(cut("a=1,b=2;p=x")).toBe("a=1,b=2;p=x");
    expect(cut(" a=1 ,, b=2\t,")).toBe("a=1,b=2");
  });

  it("cuts whole members from the end, by number and by size", () => {
    expect(cut(members(most).join(","))).toBe(members(most).join(","));
    expect(cut(members(most + 1).join(","))).toBe(members(most).join(","));
    const large = members(6, bytes / 4);
    expect(cut(large.join(","))).toBe(large.slice(0, 3).join(","));
    expect(cut("a".repeat(bytes))).toBe("a".repeat(bytes));
    expect(cut("a".repeat(bytes + 1))).toBeUndefined();
  });

  it.each([undefined, "", " , ", "a=ó", "a=1\r\nx: y", "a=\u0000"])("drops %j", (text) => {
    expect(cut(text)).toBeUndefined();
  });
});
