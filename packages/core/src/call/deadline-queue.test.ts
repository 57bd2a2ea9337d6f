import { describe, expect, it } from "vitest";
import { type Expirable, forgetDeadline, watchDeadline } from "./deadline-queue.ts";

function watch(inMs: number, onExpire: (item: Expirable) => void): Expirable {
  const item: Expirable = { deadline: performance.now() + inMs, expire: () => onExpire(item) };
  watchDeadline(item);
  return item;
}

describe("watchDeadline", () => {
  it("expires items in the order of their deadlines, none before its time", async () => {
    const expired: number[] = [];
    await new Promise<void>((resolve) => {
      const check = (item: Expirable): void => {
        expect(performance.now()).toBeGreaterThanOrEqual(item.deadline);
        expired.push(item.deadline);
        if (expired.length === 4) resolve();
      };
      for (const inMs of [60, 10, 40, 20]) watch(inMs, check);
    });
    expect(expired).toEqual([...expired].sort((a, b) => a - b));
  });

  it("leaves what was forgotten alone, and fires a nearer deadline that is watched while another expires", async () => {
    const forgotten = watch(5, () => expect.unreachable());
    forgetDeadline(forgotten);
    forgetDeadline(forgotten);
    await new Promise<void>((resolve) => {
      watch(10, () => {
        watch(1, () => resolve());
      });
      watch(10_000, () => undefined);
    });
  });
});
