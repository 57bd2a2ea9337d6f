import { describe, expect, it } from "vitest";
import { ManualClock } from "../../test/manual-clock.ts";
import { createRetryBudget } from "./retry-budget.ts";

function takeAll(budget: ReturnType<typeof createRetryBudget>): number {
  let taken = 0;
  while (budget.take()) taken += 1;
  return taken;
}

describe("createRetryBudget", () => {
  it("grants three retries a second, which are not saved", () => {
    const clock = new ManualClock();
    const budget = createRetryBudget(clock);
    expect(takeAll(budget)).toBe(3);
    clock.advance(999);
    expect(takeAll(budget)).toBe(0);
    clock.advance(1);
    expect(takeAll(budget)).toBe(3);
    clock.advance(60_000);
    expect(takeAll(budget)).toBe(3);
  });

  it("grants one more for every ten calls, and saves up ten at most", () => {
    const budget = createRetryBudget(new ManualClock());
    for (let call = 0; call < 29; call += 1) budget.addCall();
    expect(budget.countLeft()).toBe(5);
    expect(takeAll(budget)).toBe(5);
    budget.addCall();
    expect(takeAll(budget)).toBe(1);
    for (let call = 0; call < 5_000; call += 1) budget.addCall();
    expect(takeAll(budget)).toBe(10);
  });
});
