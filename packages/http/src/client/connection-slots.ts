/**
 * The queue in front of undici, which neither bounds its own nor settles what waits in it when a call is aborted. At most one
 * exchange per connection is under way; the others wait here, in order, and leave without a trace when they are canceled.
 */

/** Calls that may wait for a connection to one target. */
export const maxWaiting = 10_000;

/** What takes a connection. */
export interface Occupant {
  /** How many calls it carries. */
  readonly calls: number;
}

/** Hands out the connections of one target. */
export interface ConnectionSlots<Exchange extends Occupant> {
  /** Starts an exchange now or later. `false` when too many calls wait already. */
  enter(exchange: Exchange): boolean;
  /** Takes back an exchange that waits. */
  leave(exchange: Exchange): void;
  /** The exchange's connection is free again. */
  free(): void;
  /** Settles once nothing is under way and nothing waits. */
  idle(): Promise<void>;
}

/** @param start begins an exchange; must lead to one call of `free`. */
export function createConnectionSlots<Exchange extends Occupant>(
  connections: number,
  start: (exchange: Exchange) => void,
): ConnectionSlots<Exchange> {
  const waiting = new Map<Exchange, number>();
  let waitingCalls = 0;
  let busy = 0;
  let onIdle: (() => void)[] = [];
  const settleIdle = (): void => {
    if (busy > 0 || waiting.size > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  };
  const take = (exchange: Exchange): boolean => {
    waitingCalls -= waiting.get(exchange) ?? 0;
    return waiting.delete(exchange);
  };
  return {
    enter(exchange) {
      if (busy < connections) {
        busy += 1;
        start(exchange);
        return true;
      }
      const { calls } = exchange;
      if (waitingCalls + calls > maxWaiting) return false;
      waiting.set(exchange, calls);
      waitingCalls += calls;
      return true;
    },
    leave(exchange) {
      if (take(exchange)) settleIdle();
    },
    free() {
      const [next] = waiting.keys();
      if (next === undefined) {
        busy -= 1;
        settleIdle();
        return;
      }
      take(next);
      start(next);
    },
    idle() {
      if (busy === 0 && waiting.size === 0) return Promise.resolve();
      return new Promise((resolve) => onIdle.push(resolve));
    },
  };
}
