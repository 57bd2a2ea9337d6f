/**
 * One timer for all deadlines of the process. Calls end far more often than they expire, so a deadline must cost next to nothing
 * until it matters. They are kept in a wheel of slots of a few milliseconds, of which only the nearest that holds anything has a
 * timer; a deadline beyond one turn of the wheel stays in its slot until its own turn comes. One that nobody has asked for yet only
 * joins a list, which it leaves when its call ends; what has not ended once the current turn of the event loop is over goes into the
 * wheel, and so reads the clock. The clock is monotonic: changes of the system time have no effect.
 *
 * Nothing here refers to a call that has ended: the hundreds of a turn, kept until it is over, would survive each collection, and V8
 * then lets the young generation grow beyond the processor's caches, which makes a call half as slow again.
 */

import { type Entry, LinkedList } from "../platform/linked-list.ts";

/** Something that must end by its deadline. */
export interface Expirable {
  /** Whether it has ended, one way or another. */
  readonly ended: boolean;
  /** Its deadline came with it: it is known already, and there is a connection that keeps the process. */
  readonly arrived: boolean;
  /** Where it is kept; the queue's own. */
  deadlineSlot: DeadlineSlot | undefined;
  /** Milliseconds of `performance.now()`. The same at every call; the first may start the clock. */
  startClock(): number;
  /** Called once the deadline has passed, if it has not ended by then. */
  expire(): void;
}

/** An index among the fresh ones, later an entry in a slot of the wheel. */
export type DeadlineSlot = number | Entry<Expirable>;

/** Width of a slot in milliseconds: the most by which a deadline is late on an idle process. */
const slotMs = 4;

/** Slots of the wheel, a power of two: sixteen seconds, more than calls have unless they set more. */
const slotCount = 4096;

/**
 * Deadlines, with one timer for all of them.
 * @see Varghese and Lauck, Hashed and Hierarchical Timing Wheels, 1987: this is their scheme 6 with unsorted slots.
 * https://doi.org/10.1145/41457.37504
 */
export class DeadlineQueue {
  #fresh: Expirable[] = [];
  #sorting = false;
  readonly #wheel: (LinkedList<Expirable> | undefined)[] = new Array(slotCount).fill(undefined);
  #size = 0;
  /** Those that a process may not exit before, unless they are forgotten. */
  #awaited = 0;
  #timer: NodeJS.Timeout | undefined;
  #armedSlot = Number.POSITIVE_INFINITY;
  /** Everything in slots up to this one has expired. */
  #firedSlot = 0;

  /** Calls `item.expire()` once its deadline has passed, unless it is forgotten before. Its clock starts when this turn is over. */
  add(item: Expirable): void {
    item.deadlineSlot = this.#fresh.length;
    this.#fresh.push(item);
    if (this.#sorting) return;
    this.#sorting = true;
    if (typeof setImmediate === "undefined")
      setTimeout(this.#sort, 0); // in a browser
    else setImmediate(this.#sort);
  }

  /** {@link add} for a clock that runs already; calls `item.expire()` at once if the deadline has passed. */
  keep(item: Expirable): void {
    const slot = slotOf(item);
    if (slot <= this.#firedSlot) {
      item.expire(); // its slot has had its turn
      return;
    }
    const items = this.#wheel[slot % slotCount] ?? new LinkedList();
    this.#wheel[slot % slotCount] = items;
    item.deadlineSlot = items.add(item);
    this.#size += 1;
    if (!item.arrived) this.#awaited += 1;
    if (slot < this.#armedSlot) this.#arm(slot);
    else if (this.#awaited === 1 && !item.arrived) this.#timer?.ref?.();
  }

  /** Forgets a deadline; harmless at any time. */
  forget(item: Expirable): void {
    const { deadlineSlot } = item;
    if (deadlineSlot === undefined) return;
    item.deadlineSlot = undefined;
    if (typeof deadlineSlot === "number") {
      const last = this.#fresh.pop() as Expirable;
      if (last === item) return;
      this.#fresh[deadlineSlot] = last;
      last.deadlineSlot = deadlineSlot;
    } else if (this.#wheel[slotOf(item) % slotCount]?.remove(deadlineSlot) === true) {
      this.#drop(item);
    }
  }

  #drop({ arrived }: Expirable): void {
    this.#size -= 1;
    if (arrived) return;
    this.#awaited -= 1;
    // The timer stays armed for the next call, but an idle process may exit.
    if (this.#awaited === 0) this.#timer?.unref?.(); // in a browser a timer is a number
  }

  readonly #sort = (): void => {
    this.#sorting = false;
    const items = this.#fresh;
    this.#fresh = [];
    for (const item of items) item.deadlineSlot = undefined;
    for (const item of items) if (!item.ended) this.keep(item); // one that has passed already may end others
  };

  #arm(slot: number): void {
    clearTimeout(this.#timer);
    this.#armedSlot = slot;
    this.#timer = setTimeout(this.#fire, Math.max(1, Math.ceil(slot * slotMs - performance.now())));
    if (this.#awaited === 0) this.#timer.unref?.();
  }

  readonly #fire = (): void => {
    const current = Math.floor(performance.now() / slotMs);
    this.#armedSlot = Number.POSITIVE_INFINITY;
    this.#timer = undefined;
    const from = Math.max(this.#firedSlot, current - slotCount) + 1;
    this.#firedSlot = current;
    for (let slot = from; slot <= current; slot += 1) this.#expireSlot(this.#wheel[slot % slotCount], current);
    const next = this.#findNext(current);
    if (next < this.#armedSlot) this.#arm(next);
  };

  /** One that expires may end others. */
  #expireSlot(items: LinkedList<Expirable> | undefined, current: number): void {
    if (items === undefined) return;
    const due: Entry<Expirable>[] = [];
    for (let entry = items.first; entry !== undefined; entry = entry.next)
      if (slotOf(entry.item) <= current) due.push(entry);
    for (const entry of due) {
      if (!items.remove(entry)) continue;
      this.#drop(entry.item);
      entry.item.expire();
    }
  }

  /** The nearest slot that holds something, if only for a later turn of the wheel. */
  #findNext(current: number): number {
    if (this.#size === 0) return Number.POSITIVE_INFINITY;
    for (let slot = current + 1; slot <= current + slotCount; slot += 1) {
      const items = this.#wheel[slot % slotCount];
      if (items !== undefined && items.size > 0) return slot;
    }
    return Number.POSITIVE_INFINITY;
  }
}

function slotOf(item: Expirable): number {
  return Math.ceil(item.startClock() / slotMs);
}

/** The deadlines of all calls of this process. */
export const deadlines: DeadlineQueue = new DeadlineQueue();
