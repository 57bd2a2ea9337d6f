/**
 * The queue in front of undici, which neither bounds its own nor settles what waits in it when a call is aborted. At most one
 * exchange per connection is under way; the others wait here, in order, and leave without a trace when they are canceled. The
 * connection that was used last is used next, so that those which are not needed close.
 */

/** Calls that may wait for a connection to one target. */
export const maxWaiting = 10_000;

/** What takes a connection. */
export interface Occupant {
  /** How many calls it carries. */
  readonly calls: number;
}

/** Hands out the connections of one target. */
export interface ConnectionSlots<Exchange extends Occupant, Connection> {
  /** Starts an exchange now or later. `false` when too many calls wait already. */
  enter(exchange: Exchange): boolean;
  /** Takes back an exchange that waits. */
  leave(exchange: Exchange): void;
  /** The exchange on a connection is over. */
  free(connection: Connection): void;
  /** Settles once nothing is under way and nothing waits. */
  idle(): Promise<void>;
}

/** Where connections come from, and what is done with them. */
export interface SlotEvents<Exchange, Connection> {
  open(): Connection;
  /** Begins an exchange; must lead to one call of `free`. */
  start(exchange: Exchange, connection: Connection): void;
}

/** @param most connections. */
export function createConnectionSlots<Exchange extends Occupant, Connection>(
  most: number,
  events: SlotEvents<Exchange, Connection>,
): ConnectionSlots<Exchange, Connection> {
  const unused: Connection[] = [];
  let opened = 0;
  const waiting = new Map<Exchange, number>();
  let waitingCalls = 0;
  let onIdle: (() => void)[] = [];
  const isIdle = (): boolean => unused.length === opened && waiting.size === 0;
  const settleIdle = (): void => {
    if (onIdle.length === 0 || !isIdle()) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  };
  const open = (): Connection | undefined => {
    if (opened === most) return undefined;
    opened += 1;
    return events.open();
  };
  const take = (exchange: Exchange): boolean => {
    waitingCalls -= waiting.get(exchange) ?? 0;
    return waiting.delete(exchange);
  };
  return {
    enter(exchange) {
      const connection = unused.pop() ?? open();
      if (connection !== undefined) {
        events.start(exchange, connection);
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
    free(connection) {
      if (waiting.size === 0) {
        unused.push(connection);
        settleIdle();
        return;
      }
      const [next] = waiting.keys() as Iterable<Exchange> as [Exchange];
      take(next);
      events.start(next, connection);
    },
    idle() {
      return isIdle() ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve));
    },
  };
}
