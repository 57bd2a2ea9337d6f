import { describe, expect, it } from "vitest";
import { type ConnectionSlots, createConnectionSlots, maxWaiting, type Occupant } from "./connection-slots.ts";

const exchange = (calls = 1): Occupant => ({ calls, place: undefined });

/** Connections are numbers in the order in which they were opened. */
interface Opened {
  readonly slots: ConnectionSlots<Occupant, number>;
  readonly started: (readonly [Occupant, number])[];
}

function open(most: number): Opened {
  const started: (readonly [Occupant, number])[] = [];
  let opened = 0;
  const slots = createConnectionSlots<Occupant, number>(most, {
    open: () => {
      opened += 1;
      return opened;
    },
    start: (one, connection) => started.push([one, connection]),
  });
  return { slots, started };
}

describe("createConnectionSlots", () => {
  it("starts as many exchanges as there are connections, and the others in order", () => {
    const { slots, started } = open(2);
    const [a, b, c, d] = [exchange(), exchange(), exchange(), exchange()];
    for (const one of [a, b, c, d]) expect(slots.enter(one)).toBe(true);
    expect(started).toHaveLength(2);
    slots.free(2);
    slots.free(1);
    expect(started.map(([, connection]) => connection)).toEqual([1, 2, 2, 1]);
    for (const [index, one] of [a, b, c, d].entries()) expect(started[index]?.[0]).toBe(one);
  });

  it("opens no connection while one is free, and takes the one that was used last", () => {
    const { slots, started } = open(3);
    for (let count = 0; count < 3; count += 1) slots.enter(exchange());
    for (const connection of [2, 3, 1]) slots.free(connection);
    for (let count = 0; count < 3; count += 1) slots.enter(exchange());
    expect(started.map(([, connection]) => connection)).toEqual([1, 2, 3, 1, 3, 2]);
  });

  it("never starts an exchange that has left, and lets the next one in", () => {
    const { slots, started } = open(1);
    const [a, b, c] = [exchange(), exchange(), exchange()];
    for (const one of [a, b, c]) slots.enter(one);
    slots.leave(b);
    slots.free(1);
    expect(started).toHaveLength(2);
    expect(started[1]?.[0]).toBe(c);
  });

  it("is bounded", () => {
    const { slots } = open(1);
    for (let count = 0; count <= maxWaiting; count += 1) expect(slots.enter(exchange())).toBe(true);
    expect(slots.enter(exchange())).toBe(false);
  });

  it("counts the calls of a batch one by one", () => {
    const { slots } = open(1);
    const batch = exchange(maxWaiting);
    for (const one of [exchange(), batch]) expect(slots.enter(one)).toBe(true);
    expect(slots.enter(exchange())).toBe(false);
    slots.leave(batch);
    expect(slots.enter(exchange())).toBe(true);
  });

  it("is idle once nothing is under way and nothing waits", async () => {
    const { slots } = open(1);
    await slots.idle();
    const waiting = exchange();
    slots.enter(exchange());
    slots.enter(waiting);
    const idle = slots.idle();
    slots.leave(waiting);
    slots.free(1);
    await idle;
  });
});
