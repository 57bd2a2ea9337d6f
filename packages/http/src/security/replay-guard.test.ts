import { describe, expect, it } from "vitest";
import { createReplayGuard } from "./replay-guard.ts";

describe("createReplayGuard", () => {
  it("admits a nonce once within the window, however the generations turn", () => {
    for (let start = 0; start < 240; start += 7) {
      const guard = createReplayGuard(240);
      guard.admit("first", 0);
      expect(guard.admit("a", start)).toBe("new");
      for (let now = start; now <= start + 240; now += 5) {
        guard.admit(`other ${now}`, now);
        expect(guard.admit("a", now)).toBe("seen");
      }
    }
  });

  it("forgets a nonce after two windows at the latest", () => {
    const guard = createReplayGuard(240);
    guard.admit("a", 0);
    guard.admit("b", 240);
    expect(guard.admit("a", 480)).toBe("new");
    expect(guard.admit("c", 10_000)).toBe("new");
    expect(guard.admit("b", 10_000)).toBe("new");
  });

  it("admits nothing that it could not remember", () => {
    const guard = createReplayGuard(240, 2);
    expect([guard.admit("a", 0), guard.admit("b", 0), guard.admit("c", 0)]).toEqual(["new", "new", "full"]);
    expect(guard.admit("a", 1)).toBe("seen");
    expect(guard.admit("c", 240)).toBe("new");
  });
});
