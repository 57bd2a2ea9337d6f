import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createNonceMemory } from "./nonce-memory.ts";

const maxAge = 120;

/** The signature of a call, in its form. */
function toMac(name: string): string {
  return createHash("sha256").update(name).digest("base64url");
}

describe("createNonceMemory", () => {
  it("accepts a signature once, for as long as its time stamp is valid", () => {
    for (let start = 1_000; start < 1_100; start += 7) {
      for (const time of [start - maxAge, start, start + maxAge]) {
        const nonces = createNonceMemory(maxAge);
        expect(nonces.admit(toMac("a"), time, start)).toBe("new");
        for (let now = start; now <= time + maxAge; now += 3) {
          expect(nonces.admit(toMac(`other ${now}`), now, now)).toBe("new");
          expect(nonces.admit(toMac("a"), time, now)).toBe("seen");
        }
      }
    }
  });

  it("accepts no signature that it cannot remember, and has room again later", () => {
    const nonces = createNonceMemory(maxAge, 2);
    const ask = (name: string, time: number) => nonces.admit(toMac(name), time, time);
    expect([ask("a", 1_000), ask("b", 1_000), ask("c", 1_000)]).toEqual(["new", "new", "full"]);
    expect(ask("a", 1_000)).toBe("seen");
    expect(ask("c", 1_100)).toBe("full");
    expect(ask("c", 1_200)).toBe("new");
  });

  it("refuses forgotten signatures when the clock goes back", () => {
    const nonces = createNonceMemory(maxAge);
    expect(nonces.admit(toMac("a"), 1_000, 1_000)).toBe("new");
    expect(nonces.admit(toMac("b"), 2_000, 2_000)).toBe("new");
    expect(nonces.admit(toMac("a"), 1_000, 1_000)).toBe("forgotten");
    expect(nonces.admit(toMac("c"), 1_990, 1_000)).toBe("new");
  });
});
