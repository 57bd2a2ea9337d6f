import { describe, expect, it } from "vitest";
import { type Expirable, forgetDeadline, watchDeadline } from "./deadline-queue.ts";

interface TestItem extends Expirable {
  ended: boolean;
}

function watch(inMs: number, onExpire: (item: Expirable) => void): TestItem {
  const item: TestItem = { deadline: performance.now() + inMs, ended: false, expire: () => onExpire(item) };
  watchDeadline(item);
  return item;
}

function end(item: TestItem): void {
  item.ended = true;
  forgetDeadline(item);
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

  it("leaves alone what has ended, in the turn it was watched or later", async () => {
    end(watch(5, () => expect.unreachable()));
    const later = watch(20, () => expect.unreachable());
    await new Promise((resolve) => setImmediate(resolve));
    end(later);
    end(later);
    await new Promise<void>((resolve) => watch(40, () => resolve()));
  });

  it("fires a nearer deadline that is watched while another expires", async () => {
    await new Promise<void>((resolve) => {
      watch(10, () => {
        watch(1, () => resolve());
      });
      watch(10_000, () => undefined);
    });
  });
});
