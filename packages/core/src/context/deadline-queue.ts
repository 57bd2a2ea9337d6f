/**
 * One timer for all deadlines of the process. Calls end far more often than they expire, so a
 * deadline must cost next to nothing until it expires. Deadlines are kept in a wheel of slots of a
 * few milliseconds, of which only the nearest occupied slot has a timer; a deadline beyond one turn
 * of the wheel stays in its slot until its own turn comes. A deadline that has not been read yet
 * only joins a list, which it leaves when its call ends; those left once the current turn of the
 * event loop is over go into the wheel, and so read the clock. The clock is monotonic: changes of
 * the system time have no effect.
 *
 * Ended calls are not referenced here: the hundreds of a turn, kept until it is over, would survive
 * each collection, and V8 then lets the young generation grow beyond the processor's caches, which
 * makes a call half as slow again.
 */

import { type Entry, LinkedList } from "../platform/linked-list.ts";
import { afterTurn, now, startTimer, stopTimer, type Timer, timersFound } from "../platform/real-time.ts";

/** An item that must end by its deadline. */
export interface Expirable {
  /** `true` once it has ended, for any reason. */
  readonly ended: boolean;
  /**
   * `true` if its deadline came with it: it is set already, and a socket keeps the process alive.
   */
  readonly arrived: boolean;
  /** Its slot; only the queue reads or writes it. */
  deadlineSlot: DeadlineSlot | undefined;
  /**
   * The deadline in milliseconds of `performance.now()`, the same at every call; the first may
   * start the clock.
   */
  startClock(): number;
  /** Called once the deadline has passed, unless the item has ended. */
  expire(): void;
}

/** An index in the list of fresh items, later an entry in a slot of the wheel. */
export type DeadlineSlot = number | Entry<Expirable>;

/** Width of a slot in milliseconds: the longest delay of a deadline on an idle process. */
const slotMs = 4;

/** Slots of the wheel, a power of two: sixteen seconds, longer than nearly all timeouts. */
const slotCount = 4096;

/**
 * Deadlines, with one timer for all of them.
 * @see Varghese and Lauck, Hashed and Hierarchical Timing Wheels, 1987: this is their scheme 6 with
 * unsorted slots. https://doi.org/10.1145/41457.37504
 */
export class DeadlineQueue {
  #fresh: Expirable[] = [];
  #sorting = false;
  #timersFound = timersFound();
  readonly #wheel: (LinkedList<Expirable> | undefined)[] = new Array(slotCount).fill(undefined);
  #size = 0;
  /** Items that keep the process from exiting, unless they are forgotten. */
  #awaited = 0;
  #timer: Timer | undefined;
  #armedSlot = Number.POSITIVE_INFINITY;
  /** All items in slots up to this one have expired. */
  #firedSlot = 0;

  /**
   * Calls `item.expire()` once its deadline has passed, unless it is forgotten before. Its clock
   * starts at the end of this turn.
   */
  add(item: Expirable): void {
    if (this.#timersFound !== timersFound()) this.#restart();
    item.deadlineSlot = this.#fresh.length;
    this.#fresh.push(item);
    if (this.#sorting) return;
    this.#sorting = true;
    afterTurn(this.#sort);
  }

  /**
   * {@link add} for an item whose clock runs; calls `item.expire()` at once if the deadline has
   * passed.
   */
  keep(item: Expirable): void {
    if (this.#timersFound !== timersFound()) this.#restart();
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

  /** Starts the timers again: those started before may have been fake, and discarded. */
  #restart(): void {
    this.#timersFound = timersFound();
    if (this.#sorting) afterTurn(this.#sort);
    const next = this.#findNext(this.#firedSlot);
    this.#armedSlot = Number.POSITIVE_INFINITY;
    if (next < this.#armedSlot) this.#arm(next);
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
    for (const item of items) if (!item.ended) this.keep(item); // an item that expires at once may end others
  };

  #arm(slot: number): void {
    stopTimer(this.#timer);
    this.#armedSlot = slot;
    this.#timer = startTimer(this.#fire, Math.max(1, Math.ceil(slot * slotMs - now())));
    if (this.#awaited === 0) this.#timer.unref?.();
  }

  readonly #fire = (): void => {
    const current = Math.floor(now() / slotMs);
    this.#armedSlot = Number.POSITIVE_INFINITY;
    this.#timer = undefined;
    const from = Math.max(this.#firedSlot, current - slotCount) + 1;
    this.#firedSlot = current;
    for (let slot = from; slot <= current; slot += 1) this.#expireSlot(this.#wheel[slot % slotCount], current);
    const next = this.#findNext(current);
    if (next < this.#armedSlot) this.#arm(next);
  };

  /** Expires the due items of a slot; an item that expires may end others. */
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

  /** The nearest occupied slot, if only for a later turn of the wheel. */
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
