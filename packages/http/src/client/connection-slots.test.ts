import { describe, expect, it } from "vitest";
import { createConnectionSlots, maxWaiting } from "./connection-slots.ts";

type Exchange = { readonly calls: number };
const exchange = (calls = 1): Exchange => ({ calls });

describe("createConnectionSlots", () => {
  it("starts as many exchanges as there are connections, and the others in order", () => {
    const started: Exchange[] = [];
    const slots = createConnectionSlots(2, (one) => started.push(one));
    const [a, b, c, d] = [exchange(), exchange(), exchange(), exchange()];
    for (const one of [a, b, c, d]) expect(slots.enter(one)).toBe(true);
    expect(started).toEqual([a, b]);
    slots.free();
    slots.free();
    expect(started).toHaveLength(4);
    expect(started[2]).toBe(c);
    expect(started[3]).toBe(d);
  });

  it("never starts an exchange that has left, and lets the next one in", () => {
    const started: Exchange[] = [];
    const slots = createConnectionSlots(1, (one) => started.push(one));
    const [a, b, c] = [exchange(), exchange(), exchange()];
    for (const one of [a, b, c]) slots.enter(one);
    slots.leave(b);
    slots.free();
    expect(started).toHaveLength(2);
    expect(started[1]).toBe(c);
  });

  it("is bounded", () => {
    const slots = createConnectionSlots(1, () => undefined);
    for (let count = 0; count <= maxWaiting; count += 1) expect(slots.enter(exchange())).toBe(true);
    expect(slots.enter(exchange())).toBe(false);
  });

  it("counts the calls of a batch one by one", () => {
    const slots = createConnectionSlots(1, () => undefined);
    const batch = exchange(maxWaiting);
    for (const one of [exchange(), batch]) expect(slots.enter(one)).toBe(true);
    expect(slots.enter(exchange())).toBe(false);
    slots.leave(batch);
    expect(slots.enter(exchange())).toBe(true);
  });

  it("is idle once nothing is under way and nothing waits", async () => {
    const slots = createConnectionSlots(1, () => undefined);
    await slots.idle();
    const waiting = exchange();
    slots.enter(exchange());
    slots.enter(waiting);
    const idle = slots.idle();
    slots.leave(waiting);
    slots.free();
    await idle;
  });
});
