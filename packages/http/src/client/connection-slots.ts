/**
 * The queue in front of undici, whose queue is not bounded and keeps the requests of aborted calls.
 * At most one exchange per connection is under way; the others wait here in order, and are removed
 * when they are canceled. The connection that was used last is used next, so that surplus
 * connections become idle and close. They are found by a periodic check; a timer for each would be
 * set and cleared with every call.
 */

import { type Entry, LinkedList } from "@seamline/core/internal";

/** The largest number of calls that wait for a connection to one target. */
export const maxWaiting = 10_000;

/** An exchange that occupies a connection. */
export interface Occupant {
  /** The number of calls that it carries now. */
  readonly calls: number;
  /** Its entry in the queue; set by the slots. */
  queueEntry: Entry<Waiting> | undefined;
}

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
}

/** Checks for idle connections per idle timeout. */
const checksPerTimeout = 8;

/**
 * Creates the slots of a target, without open connections.
 * @param maxConnections connections at most.
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
  let timer: NodeJS.Timeout | undefined;
  const waiting = new LinkedList<Waiting>();
  let waitingCalls = 0;
  let onIdle: (() => void) | undefined;
  const isIdle = (): boolean => unused.length === opened && waiting.size === 0;
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
    clearInterval(timer);
    timer = undefined;
  };
  const open = (): Connection | undefined => {
    if (opened === maxConnections) return undefined;
    opened += 1;
    timer ??= setInterval(closeIdle, idleMs / checksPerTimeout).unref();
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
      exchange.queueEntry = waiting.add({ exchange, calls });
      return true;
    },
    leave({ queueEntry }) {
      if (queueEntry === undefined || !waiting.remove(queueEntry)) return;
      waitingCalls -= queueEntry.item.calls;
      settleIdle();
    },
    free(connection) {
      const next = waiting.first;
      if (next === undefined) {
        connection.usedAt = checks;
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
