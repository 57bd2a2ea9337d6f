/**
 * A limited number of slots for calls, of which nested calls cannot starve. A call holds its slot
 * until its handler is done, and its handler may call on, back to where the call came from: were every
 * slot held by calls that wait for such calls, all would wait until their deadlines. So a call may
 * pass the limit while few calls that are nested as deeply as it is, or more deeply, hold a slot. The
 * deepest call that waits then waits only for calls that wait for none, and so on outwards: one of
 * them can always go on.
 */

import { type Entry, LinkedList } from "../platform/linked-list.ts";

/** An item that waits for a slot. */
export interface WaitingItem<Item> {
  readonly item: Item;
  /** Calls nested in one another, from 1. */
  readonly depth: number;
}

/** The slots of a target, and the queue for them: the most deeply nested first, else in order. */
export class NestedSlots<Item> {
  readonly #limit: number;
  readonly #reserve: number;
  readonly #held: number[] = [];
  readonly #waiting: LinkedList<WaitingItem<Item>>[] = [];
  #inFlight = 0;
  #size = 0;

  /**
   * @param limit slots for calls of any depth.
   * @param reserve slots beyond the limit for the calls of each depth, at least 1.
   */
  constructor(limit: number, reserve: number) {
    this.#limit = limit;
    this.#reserve = reserve;
  }

  /** Slots that are held, those beyond the limit included. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Items that wait. */
  get waiting(): number {
    return this.#size;
  }

  /** Takes a slot for a call of a depth; `false` if there is none. */
  take(depth: number): boolean {
    if (this.#inFlight >= this.#limit && !this.#mayPass(depth)) return false;
    this.#inFlight += 1;
    this.#held[depth] = (this.#held[depth] ?? 0) + 1;
    return true;
  }

  /** Gives back the slot of a call. {@link next} has the call that may have it. */
  give(depth: number): void {
    this.#inFlight -= 1;
    this.#held[depth] = (this.#held[depth] ?? 0) - 1;
  }

  /** Adds an item to the queue. */
  add(item: Item, depth: number): Entry<WaitingItem<Item>> {
    this.#size += 1;
    const items = this.#waiting[depth] ?? new LinkedList();
    this.#waiting[depth] = items;
    return items.add({ item, depth });
  }

  /** Removes an item from the queue; `false` if it had left already. */
  remove(entry: Entry<WaitingItem<Item>>): boolean {
    const removed = this.#waiting[entry.item.depth]?.remove(entry) === true;
    if (removed) this.#size -= 1;
    return removed;
  }

  /** The first item that may start now, with its slot taken; `undefined` if there is none. */
  next(): Item | undefined {
    if (this.#size === 0) return undefined;
    for (let depth = this.#waiting.length - 1; depth > 0; depth -= 1) {
      const first = this.#waiting[depth]?.first;
      if (first === undefined) continue;
      // A call that is nested less deeply may not start either.
      if (!this.take(depth)) return undefined;
      this.remove(first);
      return first.item.item;
    }
    return undefined;
  }

  #mayPass(depth: number): boolean {
    let held = 0;
    for (let one = depth; one < this.#held.length; one += 1) held += this.#held[one] ?? 0;
    return held < this.#reserve;
  }
}
