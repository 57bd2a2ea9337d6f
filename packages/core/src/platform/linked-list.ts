/**
 * A queue whose items may leave from any position, for items that come and go with every call. A
 * Map or a Set would do as well, but for V8's collector: each time its table is reallocated, the
 * old table keeps its items and a link to the next table. Once one table has reached the old
 * generation, all that follow, and the calls in them, are promoted too, and a call costs half as
 * much again until the next full collection, after which it begins anew. Entries that left link to
 * nothing.
 */

/** An item's position in a list. */
export interface Entry<Item> {
  readonly item: Item;
  /** The list's links; only the list reads or writes them. */
  previous: Entry<Item> | undefined;
  next: Entry<Item> | undefined;
  listed: boolean;
}

/** A doubly linked list. */
export class LinkedList<Item> {
  #first: Entry<Item> | undefined;
  #last: Entry<Item> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The entry that was added first; `undefined` if the list is empty. */
  get first(): Entry<Item> | undefined {
    return this.#first;
  }

  /** Adds an item at the end. */
  add(item: Item): Entry<Item> {
    const entry: Entry<Item> = { item, previous: this.#last, next: undefined, listed: true };
    if (this.#last === undefined) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.#size += 1;
    return entry;
  }

  /** Removes an entry; returns `false` if it was removed already. */
  remove(entry: Entry<Item>): boolean {
    if (!entry.listed) return false;
    const { previous, next } = entry;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    entry.previous = undefined;
    entry.next = undefined;
    entry.listed = false;
    this.#size -= 1;
    return true;
  }

  /** A copy of the items, in order. */
  toArray(): Item[] {
    const items: Item[] = [];
    for (let entry = this.#first; entry !== undefined; entry = entry.next) items.push(entry.item);
    return items;
  }
}
