/**
 * The queue in front of undici, whose queue is not bounded and keeps the requests of aborted calls.
 * At most one exchange per connection is under way; the others wait here, nested calls first, else in
 * order, and are removed when they are canceled. The connection that was used last is used next, so that surplus
 * connections become idle and close. They are found by a periodic check; a timer for each would be
 * set and cleared with every call.
 */

import {
  type Entry,
  NestedSlots,
  startInterval,
  stopInterval,
  type Timer,
  type WaitingItem,
} from "@seamline/core/internal";

/** The largest number of calls that wait for a connection to one target. */
export const maxWaiting = 10_000;

/** An exchange that occupies a connection. */
export interface Occupant {
  /** The depth of nesting of its calls. */
  readonly depth: number;
  /** The number of calls that it carries now. */
  readonly calls: number;
  /** Its entry in the queue; set by the slots. */
  queueEntry: QueueEntry | undefined;
  /** Called when it is queued: its calls cannot be seen until it starts. */
  wait(): void;
}

type QueueEntry = Entry<WaitingItem<Waiting>>;

/** An exchange in the queue, with the number of calls when it was queued. */
export interface Waiting {
  readonly exchange: Occupant;
  readonly calls: number;
}

/** The connections of one target. */
export interface ConnectionSlots<Exchange extends Occupant, Connection> {
  /**
   * Starts an exchange now or when a connection is free. Returns `false` if too many calls wait
   * already.
   */
  enter(exchange: Exchange): boolean;
  /** Removes a waiting exchange; has no effect once it has started. */
  leave(exchange: Exchange): void;
  /** Releases a connection whose exchange has ended. */
  free(connection: Connection): void;
  /** Settles once no exchange is under way or waits, and every connection is closed. */
  close(): Promise<void>;
}

/** Opens, uses and closes connections. */
export interface SlotEvents<Exchange, Connection> {
  open(): Connection;
  /** Starts an exchange; must lead to exactly one call of `free`. */
  start(exchange: Exchange, connection: Connection): void;
  /** Closes a connection that is no longer needed. */
  close(connection: Connection): Promise<void>;
}

/** A connection that can be used again. */
export interface Reusable {
  /** The number of checks before its last use; set by the slots. */
  usedAt: number;
  /** The depth of the exchange that occupies it; set by the slots. */
  depth: number;
}

/** Connections per connection beyond the limit for the calls of each depth of nesting. */
const limitPerReserve = 8;

/** Checks for idle connections per idle timeout. */
const checksPerTimeout = 8;

/**
 * Creates the slots of a target, without open connections.
 * @param maxConnections connections at most; calls nested in others may open a few more.
 * @param idleMs milliseconds that an idle connection is kept, at most.
 */
export function createConnectionSlots<Exchange extends Occupant, Connection extends Reusable>(
  maxConnections: number,
  idleMs: number,
  events: SlotEvents<Exchange, Connection>,
): ConnectionSlots<Exchange, Connection> {
  /** Unused connections; the one that was used last is at the end. */
  const unused: Connection[] = [];
  let opened = 0;
  let checks = 0;
  let timer: Timer | undefined;
  const slots = new NestedSlots<Waiting>(maxConnections, Math.ceil(maxConnections / limitPerReserve));
  let waitingCalls = 0;
  let onIdle: (() => void) | undefined;
  const isIdle = (): boolean => unused.length === opened && slots.waiting === 0;
  const settleIdle = (): void => {
    if (onIdle !== undefined && isIdle()) onIdle();
  };
  const closeIdle = (): void => {
    checks += 1;
    const inUse = unused.findIndex(({ usedAt }) => checks - usedAt < checksPerTimeout);
    const idle = unused.splice(0, inUse < 0 ? unused.length : inUse);
    opened -= idle.length;
    for (const connection of idle) void events.close(connection);
    if (opened > 0) return;
    stopInterval(timer);
    timer = undefined;
  };
  const open = (): Connection => {
    opened += 1;
    timer ??= startInterval(closeIdle, idleMs / checksPerTimeout).unref();
    return events.open();
  };
  const start = (exchange: Exchange, connection: Connection): void => {
    connection.depth = exchange.depth;
    events.start(exchange, connection);
  };
  return {
    enter(exchange) {
      const { calls, depth } = exchange;
      if (slots.take(depth)) {
        start(exchange, unused.pop() ?? open());
        return true;
      }
      if (waitingCalls + calls > maxWaiting) return false;
      waitingCalls += calls;
      exchange.wait();
      exchange.queueEntry = slots.add({ exchange, calls }, depth);
      return true;
    },
    leave({ queueEntry }) {
      if (queueEntry === undefined || !slots.remove(queueEntry)) return;
      waitingCalls -= queueEntry.item.item.calls;
      settleIdle();
    },
    free(connection) {
      slots.give(connection.depth);
      const next = slots.next();
      if (next === undefined) {
        connection.usedAt = checks;
        unused.push(connection);
        settleIdle();
        return;
      }
      waitingCalls -= next.calls;
      start(next.exchange as Exchange, connection);
    },
    async close() {
      if (!isIdle()) {
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      }
      stopInterval(timer);
      await Promise.all(unused.map(events.close));
    },
  };
}
