import { describe, expect, it } from "vitest";
import type { Fault } from "./fault.ts";
import { parseSigningKeys } from "./signing-keys.ts";

const secret = Buffer.alloc(32, 7).toString("base64");

function parse(text: string | undefined): [readonly string[], readonly Fault[]] {
  const faults: Fault[] = [];
  return [parseSigningKeys(text, "SEAMLINE_KEYS", faults).map((key) => key.id), faults];
}

describe("parseSigningKeys", () => {
  it("reads keys in order, and nothing from nothing", () => {
    expect(parse(`k2:${secret},k1:${secret}`)).toEqual([["k2", "k1"], []]);
    expect(parse(undefined)).toEqual([[], []]);
  });

  it("names the position of every bad key and never shows a secret", () => {
    const [, faults] = parse(`k1:c2hvcnQ=,${secret},k2:${secret},k2:${secret}`);
    expect(faults.map((fault) => fault.position)).toEqual([3, 12, 105]);
    expect(JSON.stringify(faults)).not.toContain(secret);
    expect(JSON.stringify(faults)).not.toContain("c2hvcnQ");
  });
});
