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
import { inNextTurn } from "../platform/turn.ts";

/** Something that must end by its deadline. */
export interface Expirable {
  /** Milliseconds of `performance.now()`. Never changes. */
  readonly deadline: number;
  /** Whether it has ended, one way or another. */
  readonly ended: boolean;
  /** Its deadline came with it: it is known already, and there is a connection that keeps the process. */
  readonly arrived: boolean;
  /** Where it is kept; the queue's own. */
  place: Place | undefined;
  /** Called once the deadline has passed, if it has not ended by then. */
  expire(): void;
}

/** An index among the fresh ones, later an entry in a slot. */
export type Place = number | Entry<Expirable>;

/**
 * Width of a slot in milliseconds: the most by which a deadline is late on an idle process. The wheel is a hashed one.
 * @see https://doi.org/10.1145/41457.37504
 */
const slotMs = 4;

/** Slots of the wheel, a power of two: sixteen seconds, more than calls have unless somebody says so. */
const slotCount = 4096;

let fresh: Expirable[] = [];
let sorting = false;
const wheel: (LinkedList<Expirable> | undefined)[] = new Array(slotCount).fill(undefined);
let size = 0;
/** Those that a process may not exit before, unless they are forgotten. */
let awaited = 0;
let timer: NodeJS.Timeout | undefined;
let armedSlot = Number.POSITIVE_INFINITY;
/** Everything in slots up to this one has expired. */
let firedSlot = 0;

/** Calls `item.expire()` once its deadline has passed, unless it is forgotten before; perhaps at once, when it has. */
export function watchDeadline(item: Expirable): void {
  if (item.arrived) {
    keep(item);
    return;
  }
  item.place = fresh.length;
  fresh.push(item);
  if (sorting) return;
  sorting = true;
  inNextTurn(sort);
}

/** Forgets a deadline; harmless at any time. */
export function forgetDeadline(item: Expirable): void {
  const { place } = item;
  if (place === undefined) return;
  item.place = undefined;
  if (typeof place === "number") {
    const last = fresh.pop() as Expirable;
    if (last === item) return;
    fresh[place] = last;
    last.place = place;
  } else if (wheel[slotOf(item) % slotCount]?.remove(place) === true) {
    drop(item);
  }
}

function drop({ arrived }: Expirable): void {
  size -= 1;
  if (arrived) return;
  awaited -= 1;
  // The timer stays armed for the next call, but an idle process may exit.
  if (awaited === 0) timer?.unref?.(); // in a browser a timer is a number
}

function sort(): void {
  sorting = false;
  const items = fresh;
  fresh = [];
  for (const item of items) item.place = undefined;
  for (const item of items) if (!item.ended) keep(item); // one that has passed already may end others
}

function keep(item: Expirable): void {
  const slot = slotOf(item);
  if (slot <= firedSlot) {
    item.expire(); // its slot has had its turn
    return;
  }
  const items = wheel[slot % slotCount] ?? new LinkedList();
  wheel[slot % slotCount] = items;
  item.place = items.add(item);
  size += 1;
  if (!item.arrived) awaited += 1;
  if (slot < armedSlot) arm(slot);
  else if (awaited === 1 && !item.arrived) timer?.ref?.();
}

function slotOf(item: Expirable): number {
  return Math.ceil(item.deadline / slotMs);
}

function arm(slot: number): void {
  clearTimeout(timer);
  armedSlot = slot;
  timer = setTimeout(fire, Math.max(1, Math.ceil(slot * slotMs - performance.now())));
  if (awaited === 0) timer.unref?.();
}

function fire(): void {
  const current = Math.floor(performance.now() / slotMs);
  armedSlot = Number.POSITIVE_INFINITY;
  timer = undefined;
  const from = Math.max(firedSlot, current - slotCount) + 1;
  firedSlot = current;
  for (let slot = from; slot <= current; slot += 1) expireSlot(wheel[slot % slotCount], current);
  const next = findNext(current);
  if (next < armedSlot) arm(next);
}

/** One that expires may end others. */
function expireSlot(items: LinkedList<Expirable> | undefined, current: number): void {
  if (items === undefined) return;
  const due: Entry<Expirable>[] = [];
  for (let place = items.first; place !== undefined; place = place.next)
    if (slotOf(place.item) <= current) due.push(place);
  for (const place of due) {
    if (!items.remove(place)) continue;
    drop(place.item);
    place.item.expire();
  }
}

/** The nearest slot that holds something, if only for a later turn of the wheel. */
function findNext(current: number): number {
  if (size === 0) return Number.POSITIVE_INFINITY;
  for (let slot = current + 1; slot <= current + slotCount; slot += 1) {
    const items = wheel[slot % slotCount];
    if (items !== undefined && items.size > 0) return slot;
  }
  return Number.POSITIVE_INFINITY;
}
