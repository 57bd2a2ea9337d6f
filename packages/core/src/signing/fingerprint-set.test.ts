import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FingerprintSet } from "./fingerprint-set.ts";

describe("FingerprintSet", () => {
  it("has the same elements as a Set", () => {
    const names = fc.array(fc.nat({ max: 2_000 }), { maxLength: 3_000, size: "max" });
    fc.assert(
      fc.property(names, (numbers) => {
        const [ours, theirs] = [new FingerprintSet(), new Set<string>()];
        for (const mac of numbers.map((number) => createHash("sha256").update(String(number)).digest("base64url"))) {
          expect(ours.has(mac)).toBe(theirs.has(mac));
          expect(ours.add(mac)).toBe(!theirs.has(mac));
          theirs.add(mac);
        }
        expect(ours.size).toBe(theirs.size);
      }),
      { numRuns: 40 },
    );
  });

  it("distinguishes texts with equal beginnings or equal slots", () => {
    const set = new FingerprintSet();
    const texts = ["AAAAAAAAAA", "AAAAAAAAAB", "BAAAAAAAAA", "AAAAABAAAA", "_________A", "_-_-_-_-_-", "__________"];
    for (const text of texts) expect(set.add(text)).toBe(true);
    for (const text of texts) expect(set.add(text)).toBe(false);
    expect(set.size).toBe(texts.length);
  });
});
