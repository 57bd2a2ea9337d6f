/**
 * The queue in front of undici, which neither bounds its own nor settles what waits in it when a call is aborted. At most one
 * exchange per connection is under way; the others wait here, in order, and leave without a trace when they are canceled.
 */

import type { Exchange } from "./exchange.ts";

/** Exchanges that may wait for a connection to one target. */
export const maxWaiting = 10_000;

/** Hands out the connections of one target. */
export interface ConnectionSlots {
  /** Starts an exchange now or later. `false` when too many wait already. */
  enter(exchange: Exchange): boolean;
  /** Takes back an exchange that waits. */
  leave(exchange: Exchange): void;
  /** The exchange's connection is free again. */
  free(): void;
  /** Settles once nothing is under way and nothing waits. */
  idle(): Promise<void>;
}

/** @param start begins an exchange; must lead to one call of `free`. */
export function createConnectionSlots(connections: number, start: (exchange: Exchange) => void): ConnectionSlots {
  const waiting = new Set<Exchange>();
  let busy = 0;
  let onIdle: (() => void)[] = [];
  const settleIdle = (): void => {
    if (busy > 0 || waiting.size > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  };
  return {
    enter(exchange) {
      if (busy < connections) {
        busy += 1;
        start(exchange);
        return true;
      }
      if (waiting.size >= maxWaiting) return false;
      waiting.add(exchange);
      return true;
    },
    leave(exchange) {
      if (waiting.delete(exchange)) settleIdle();
    },
    free() {
      const [next] = waiting;
      if (next === undefined) {
        busy -= 1;
        settleIdle();
        return;
      }
      waiting.delete(next);
      start(next);
    },
    idle() {
      if (busy === 0 && waiting.size === 0) return Promise.resolve();
      return new Promise((resolve) => onIdle.push(resolve));
    },
  };
}
