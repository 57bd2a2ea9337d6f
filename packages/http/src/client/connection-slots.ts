/**
 * The queue in front of undici, which neither bounds its own nor settles what waits in it when a
 * call is aborted. At most one exchange per connection is under way; the others wait here, in
 * order, and leave without a trace when they are canceled. The connection that was used last is
 * used next, so that those which are not needed are idle, and close: a look now and then finds
 * them, where a timer for each would be set and cleared with every call.
 */

import { type Entry, LinkedList } from "@seamline/core/internal";

/** Calls that may wait for a connection to one target. */
export const maxWaiting = 10_000;

/** What takes a connection. */
export interface Occupant {
  /** How many calls it carries, right now. */
  readonly calls: number;
  /** Where it waits; the slots' own. */
  place: Entry<Waiting> | undefined;
}

/** An exchange in the queue, with the calls that it carried when it came. */
export interface Waiting {
  readonly exchange: Occupant;
  readonly calls: number;
}

/** Hands out the connections of one target. */
export interface ConnectionSlots<Exchange extends Occupant, Connection> {
  /** Starts an exchange now or later. `false` when too many calls wait already. */
  enter(exchange: Exchange): boolean;
  /** Takes back an exchange that waits; harmless once it has started. */
  leave(exchange: Exchange): void;
  /** The exchange on a connection is over. */
  free(connection: Connection): void;
  /** Settles once nothing is under way, nothing waits, and every connection is closed. */
  close(): Promise<void>;
}

/** Where connections come from, and what is done with them. */
export interface SlotEvents<Exchange, Connection> {
  open(): Connection;
  /** Begins an exchange; must lead to one call of `free`. */
  start(exchange: Exchange, connection: Connection): void;
  /** The connection is not needed any more. */
  close(connection: Connection): Promise<void>;
}

/** What may wait for its next use. */
export interface Reusable {
  /** Looks that there had been when it was used last; the slots' own. */
  usedAt: number;
}

/** Looks at unused connections in the time that one may be idle. */
const looksPerTimeout = 8;

/**
 * Makes the connections of a target, none of which is open yet.
 * @param most connections.
 * @param idleMs milliseconds that an unused connection is kept, at most.
 */
export function createConnectionSlots<Exchange extends Occupant, Connection extends Reusable>(
  most: number,
  idleMs: number,
  events: SlotEvents<Exchange, Connection>,
): ConnectionSlots<Exchange, Connection> {
  /** The one that was used last is at the end. */
  const unused: Connection[] = [];
  let opened = 0;
  let looks = 0;
  let timer: NodeJS.Timeout | undefined;
  const waiting = new LinkedList<Waiting>();
  let waitingCalls = 0;
  let onIdle: (() => void) | undefined;
  const isIdle = (): boolean => unused.length === opened && waiting.size === 0;
  const settleIdle = (): void => {
    if (onIdle !== undefined && isIdle()) onIdle();
  };
  const look = (): void => {
    looks += 1;
    const inUse = unused.findIndex(({ usedAt }) => looks - usedAt < looksPerTimeout);
    const idle = unused.splice(0, inUse < 0 ? unused.length : inUse);
    opened -= idle.length;
    for (const connection of idle) void events.close(connection);
    if (opened > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const open = (): Connection | undefined => {
    if (opened === most) return undefined;
    opened += 1;
    timer ??= setInterval(look, idleMs / looksPerTimeout).unref();
    return events.open();
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
      waitingCalls += calls;
      exchange.place = waiting.add({ exchange, calls });
      return true;
    },
    leave({ place }) {
      if (place === undefined || !waiting.remove(place)) return;
      waitingCalls -= place.item.calls;
      settleIdle();
    },
    free(connection) {
      const next = waiting.first;
      if (next === undefined) {
        connection.usedAt = looks;
        unused.push(connection);
        settleIdle();
        return;
      }
      waiting.remove(next);
      waitingCalls -= next.item.calls;
      events.start(next.item.exchange as Exchange, connection);
    },
    async close() {
      if (!isIdle()) {
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      }
      clearInterval(timer);
      await Promise.all(unused.map(events.close));
    },
  };
}
