import { describe, expect, it } from "vitest";
import { NestedSlots } from "./nested-slots.ts";

describe("NestedSlots", () => {
  it("lets as many calls of one depth start as there are slots, and the others in order", () => {
    const slots = new NestedSlots<string>(2, 1);
    expect([slots.take(1), slots.take(1), slots.take(1)]).toEqual([true, true, false]);
    slots.add("first", 1);
    slots.add("second", 1);
    expect(slots.next()).toBeUndefined();
    slots.give(1);
    expect([slots.next(), slots.next(), slots.waiting, slots.inFlight]).toEqual(["first", undefined, 1, 2]);
  });

  it("lets a nested call pass the limit, one of each depth at a time", () => {
    const slots = new NestedSlots<string>(2, 1);
    expect([slots.take(1), slots.take(1), slots.take(2), slots.take(2), slots.take(3)]).toEqual([
      true,
      true,
      true,
      false,
      true,
    ]);
    expect(slots.inFlight).toBe(4);
    // One that is nested more deeply needs no help of this one, which therefore waits.
    expect(slots.take(2)).toBe(false);
  });

  it("gives a free slot to the most deeply nested call", () => {
    const slots = new NestedSlots<string>(1, 1);
    for (const depth of [1, 2]) slots.take(depth);
    slots.add("outer", 1);
    slots.add("inner", 2);
    expect(slots.next()).toBeUndefined();
    slots.give(2);
    expect(slots.next()).toBe("inner");
    slots.give(2);
    expect(slots.next()).toBeUndefined();
    slots.give(1);
    expect(slots.next()).toBe("outer");
  });

  it("forgets a call that has left the queue", () => {
    const slots = new NestedSlots<string>(1, 1);
    slots.take(1);
    const entry = slots.add("gone", 1);
    expect([slots.remove(entry), slots.remove(entry), slots.waiting]).toEqual([true, false, 0]);
    slots.give(1);
    expect(slots.next()).toBeUndefined();
  });

  it("never lets all wait, however deep calls go at once", () => {
    for (const [limit, calls, depths] of [
      [1, 5, 6],
      [3, 20, 10],
      [64, 200, 4],
    ] as const) {
      const slots = new NestedSlots<() => void>(limit, 1);
      let done = 0;
      const runs: (() => void)[] = [];
      const begin = (depth: number, after: () => void): void => {
        const run = (): void => {
          const end = (): void => {
            slots.give(depth);
            const next = slots.next();
            if (next !== undefined) runs.push(next);
            after();
          };
          if (depth === depths) runs.push(end);
          else begin(depth + 1, end);
        };
        if (slots.take(depth)) runs.push(run);
        else slots.add(run, depth);
      };
      for (let call = 0; call < calls; call += 1) begin(1, () => (done += 1));
      for (let run = runs.shift(); run !== undefined; run = runs.shift()) run();
      expect([done, slots.inFlight, slots.waiting]).toEqual([calls, 0, 0]);
    }
  });
});
