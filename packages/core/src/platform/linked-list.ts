/**
 * A queue whose items may leave from anywhere, for what comes and goes with every call. A Map or a Set would do as well, but for
 * V8's collector: each time its table is made anew, the old one keeps what it held, and the way to the next. Once one of them has
 * grown old, all that follow, and the calls in them, are carried from the young generation into the old one, and a call costs half
 * as much again until the next full collection, after which it begins anew. Entries that left point nowhere.
 */

/** An item's place in a list. */
export interface Entry<Item> {
  readonly item: Item;
  /** The list's own. */
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

  /** The item that was added first; `undefined` when there is none. */
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

  /** Removes an item. `false` when it has left already. */
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

  /** Its items as they are now, in order. */
  toArray(): Item[] {
    const items: Item[] = [];
    for (let entry = this.#first; entry !== undefined; entry = entry.next) items.push(entry.item);
    return items;
  }
}
