import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { deadlines, type Expirable } from "./deadline-queue.ts";

interface TestItem extends Expirable {
  readonly deadline: number;
  ended: boolean;
}

function watch(inMs: number, onExpire: (item: TestItem) => void, arrived = false): TestItem {
  const deadline = performance.now() + inMs;
  const item: TestItem = {
    deadline,
    ended: false,
    arrived,
    deadlineSlot: undefined,
    startClock: () => deadline,
    expire: () => onExpire(item),
  };
  if (arrived) deadlines.keep(item);
  else deadlines.add(item);
  return item;
}

function end(item: TestItem): void {
  item.ended = true;
  deadlines.forget(item);
}

describe("DeadlineQueue", () => {
  it("expires items in the order of their deadlines, none early", async () => {
    const expired: number[] = [];
    await new Promise<void>((resolve) => {
      const check = (item: TestItem): void => {
        expect(performance.now()).toBeGreaterThanOrEqual(item.deadline);
        expired.push(item.deadline);
        if (expired.length === 4) resolve();
      };
      for (const inMs of [60, 10, 40, 20]) watch(inMs, check);
    });
    expect(expired).toEqual([...expired].sort((a, b) => a - b));
  });

  it("does not expire ended items, in the turn of their start or later", async () => {
    end(watch(5, () => expect.unreachable()));
    const later = watch(20, () => expect.unreachable());
    await new Promise((resolve) => setImmediate(resolve));
    end(later);
    end(later);
    await new Promise<void>((resolve) => watch(40, () => resolve()));
  });

  it("forgets some items of one turn, in any order, and expires the others", async () => {
    const expired: string[] = [];
    await new Promise<void>((resolve) => {
      const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => watch(15, () => expired.push(name)));
      watch(30, () => resolve());
      for (const item of [a, d, a]) end(item as TestItem);
      expect([b, c].every((item) => item?.ended === false)).toBe(true);
    });
    expect(expired.sort()).toEqual(["b", "c"]);
  });

  it("fires a nearer deadline that is added while another expires", async () => {
    await new Promise<void>((resolve) => {
      watch(10, () => {
        watch(1, () => resolve());
      });
      watch(10_000, () => undefined);
    });
  });

  it.each([false, true])(
    "expires an item whose deadline had passed when it was added (arrived: %s)",
    async (arrived) => {
      await new Promise<void>((resolve) => watch(8, () => resolve(), arrived));
      await new Promise<void>((resolve) => watch(-100, () => resolve(), arrived));
      await new Promise<void>((resolve) => watch(-60_000, () => resolve(), arrived));
    },
  );

  it.each([
    ["a process", false, "expired"],
    ["nobody, where a connection would", true, ""],
  ])("keeps %s until its deadline", async (_who, arrived, printed) => {
    const module = new URL("./deadline-queue.ts", import.meta.url).href;
    const program = `
      import { deadlines } from ${JSON.stringify(module)};
      const expire = () => console.log("expired");
      const deadline = performance.now() + 300;
      const item = { startClock: () => deadline, ended: false, arrived: ${arrived}, deadlineSlot: undefined, expire };
      ${arrived ? "deadlines.keep(item)" : "deadlines.add(item)"};`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
    expect(stdout.trim()).toBe(printed);
  });

  it("skips an item that another one ends, and expires the rest of the same slot", async () => {
    const at = performance.now() + 12;
    const expired: string[] = [];
    await new Promise<void>((resolve) => {
      const items = ["first", "second", "third"].map((name) => {
        const item = watch(at - performance.now(), () => {
          expired.push(name);
          if (name === "first") end(items[1] as TestItem);
          if (name === "third") resolve();
        });
        return item;
      });
    });
    expect(expired).toEqual(["first", "third"]);
  });

  it("keeps a deadline beyond a turn of the wheel until its own turn", async () => {
    let expired = false;
    const wheelMs = 4096 * 4;
    const far = watch(wheelMs + 20, () => {
      expired = true;
    });
    await new Promise<void>((resolve) => watch(40, () => resolve())); // the slot of both has had its turn
    expect(expired).toBe(false);
    end(far);
  });
});
