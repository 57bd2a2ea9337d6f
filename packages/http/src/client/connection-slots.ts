/**
 * The queue in front of undici, which neither bounds its own nor settles what waits in it when a call is aborted. At most one
 * exchange per connection is under way; the others wait here, in order, and leave without a trace when they are canceled. The
 * connection that was used last is used next, so that those which are not needed close.
 */

import { type Entry, LinkedList } from "@seamline/core/extend";

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
  const waiting = new LinkedList<Waiting>();
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
        unused.push(connection);
        settleIdle();
        return;
      }
      waiting.remove(next);
      waitingCalls -= next.item.calls;
      events.start(next.item.exchange as Exchange, connection);
    },
    idle() {
      return isIdle() ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve));
    },
  };
}
