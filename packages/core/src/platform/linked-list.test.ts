import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Entry, LinkedList } from "./linked-list.ts";

describe("LinkedList", () => {
  it("holds the items that an array would hold after the same additions and removals", () => {
    const steps = fc.array(fc.oneof(fc.constant("add" as const), fc.nat({ max: 8 })), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (program) => {
        const list = new LinkedList<number>();
        const entries: Entry<number>[] = [];
        let model: number[] = [];
        for (const [number, step] of program.entries()) {
          if (step === "add") {
            entries.push(list.add(number));
            model.push(number);
            continue;
          }
          const entry = entries[step];
          if (entry === undefined) continue;
          expect(list.remove(entry)).toBe(model.includes(entry.item));
          model = model.filter((item) => item !== entry.item);
        }
        expect(list.toArray()).toEqual(model);
        expect(list.size).toBe(model.length);
        expect(list.first?.item).toBe(model[0]);
      }),
    );
  });

  it("clears the links of a removed entry", () => {
    const list = new LinkedList<string>();
    const [, middle] = ["a", "b", "c"].map((item) => list.add(item));
    list.remove(middle as Entry<string>);
    expect(middle).toMatchObject({ previous: undefined, next: undefined, listed: false });
    expect(list.toArray()).toEqual(["a", "c"]);
  });
});
