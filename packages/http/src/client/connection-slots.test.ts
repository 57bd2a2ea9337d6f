import { describe, expect, it } from "vitest";
import { type ConnectionSlots, createConnectionSlots, maxWaiting, type Occupant } from "./connection-slots.ts";

const exchange = (calls = 1, depth = 1): Occupant => ({
  calls,
  depth,
  queueEntry: undefined,
  wait: () => undefined,
});

interface Connection {
  /** In the order in which connections were opened, from 1. */
  readonly number: number;
  usedAt: number;
  depth: number;
}

interface Opened {
  readonly slots: ConnectionSlots<Occupant, Connection>;
  readonly started: (readonly [Occupant, number])[];
  readonly closed: number[];
  free(number: number): void;
  /** Settles when another connection is closed. */
  nextClose(): Promise<void>;
}

function open(most: number, idleMs = 60_000): Opened {
  const started: (readonly [Occupant, number])[] = [];
  const closed: number[] = [];
  const connections: Connection[] = [];
  let onClose = (): void => undefined;
  const slots = createConnectionSlots<Occupant, Connection>(most, idleMs, {
    open() {
      const connection = { number: connections.length + 1, usedAt: 0, depth: 0 };
      connections.push(connection);
      return connection;
    },
    start: (one, { number }) => started.push([one, number]),
    async close({ number }) {
      closed.push(number);
      onClose();
    },
  });
  return {
    slots,
    started,
    closed,
    free: (number) => slots.free(connections[number - 1] as Connection),
    nextClose: () =>
      new Promise((resolve) => {
        onClose = resolve;
      }),
  };
}

describe("createConnectionSlots", () => {
  it("starts as many exchanges as there are connections, and the others in order", () => {
    const { slots, started, free } = open(2);
    const [a, b, c, d] = [exchange(), exchange(), exchange(), exchange()];
    for (const one of [a, b, c, d]) expect(slots.enter(one)).toBe(true);
    expect(started).toHaveLength(2);
    free(2);
    free(1);
    expect(started.map(([, connection]) => connection)).toEqual([1, 2, 2, 1]);
    for (const [index, one] of [a, b, c, d].entries()) expect(started[index]?.[0]).toBe(one);
  });

  it("opens no connection while one is free, and takes the one that was used last", () => {
    const { slots, started, free } = open(3);
    for (let count = 0; count < 3; count += 1) slots.enter(exchange());
    for (const connection of [2, 3, 1]) free(connection);
    for (let count = 0; count < 3; count += 1) slots.enter(exchange());
    expect(started.map(([, connection]) => connection)).toEqual([1, 2, 3, 1, 3, 2]);
  });

  it("never starts an exchange that has left, and starts the next one", () => {
    const { slots, started, free } = open(1);
    const [a, b, c] = [exchange(), exchange(), exchange()];
    for (const one of [a, b, c]) slots.enter(one);
    slots.leave(b);
    free(1);
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

  it("closes unused connections, the longest unused first, and opens others when they are needed", async () => {
    const { slots, started, closed, free, nextClose } = open(3, 80);
    for (let count = 0; count < 3; count += 1) slots.enter(exchange());
    for (const number of [3, 1]) free(number);
    await nextClose();
    while (closed.length < 2) await nextClose();
    expect(closed).toEqual([3, 1]);
    for (let count = 0; count < 2; count += 1) slots.enter(exchange());
    expect(started.map(([, number]) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(slots.enter(exchange())).toBe(true); // and waits
    expect(started).toHaveLength(5);
  });

  it("keeps connections in use, however long", async () => {
    const { slots, closed, free, nextClose } = open(2, 80);
    slots.enter(exchange());
    for (let turn = 0; turn < 3; turn += 1) {
      slots.enter(exchange());
      free(2 + turn);
      await nextClose();
    }
    expect(closed).toEqual([2, 3, 4]);
  });

  it("closes once no exchange is under way or waits", async () => {
    const { slots, closed, free } = open(1);
    const waiting = exchange();
    slots.enter(exchange());
    slots.enter(waiting);
    const close = slots.close();
    slots.leave(waiting);
    expect(closed).toEqual([]);
    free(1);
    await close;
    expect(closed).toEqual([1]);
    await open(1).slots.close();
  });
});
