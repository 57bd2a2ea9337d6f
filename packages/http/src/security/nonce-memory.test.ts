import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createNonceMemory } from "./nonce-memory.ts";

const maxAge = 120;

/** What the signature of a call looks like. */
function toMac(name: string): string {
  return createHash("sha256").update(name).digest("base64url");
}

describe("createReplayGuard", () => {
  it("admits a signature once, for as long as its time stamp is good", () => {
    for (let start = 1_000; start < 1_100; start += 7) {
      for (const time of [start - maxAge, start, start + maxAge]) {
        const guard = createNonceMemory(maxAge);
        expect(guard.admit(toMac("a"), time, start)).toBe("new");
        for (let now = start; now <= time + maxAge; now += 3) {
          expect(guard.admit(toMac(`other ${now}`), now, now)).toBe("new");
          expect(guard.admit(toMac("a"), time, now)).toBe("seen");
        }
      }
    }
  });

  it("admits nothing that it could not remember, and has room again when time has passed", () => {
    const guard = createNonceMemory(maxAge, 2);
    const ask = (name: string, time: number) => guard.admit(toMac(name), time, time);
    expect([ask("a", 1_000), ask("b", 1_000), ask("c", 1_000)]).toEqual(["new", "new", "full"]);
    expect(ask("a", 1_000)).toBe("seen");
    expect(ask("c", 1_100)).toBe("full");
    expect(ask("c", 1_200)).toBe("new");
  });

  it("does not admit again what it has forgotten when the clock goes back", () => {
    const guard = createNonceMemory(maxAge);
    expect(guard.admit(toMac("a"), 1_000, 1_000)).toBe("new");
    expect(guard.admit(toMac("b"), 2_000, 2_000)).toBe("new");
    expect(guard.admit(toMac("a"), 1_000, 1_000)).toBe("seen");
    expect(guard.admit(toMac("c"), 1_990, 1_000)).toBe("new");
  });
});
