/**
 * One timer for all deadlines of the process. Calls end far more often than they expire, so a deadline must cost next to nothing
 * until it matters. A new deadline only joins a list; once the current turn of the event loop is over, what has not ended by
 * then goes into slots of a few milliseconds, of which only the nearest has a timer. The clock is monotonic: changes of the
 * system time have no effect.
 */

import { inNextTurn } from "../platform/turn.ts";

/** Something that must end by its deadline. */
export interface Expirable {
  /** Milliseconds of `performance.now()`. */
  readonly deadline: number;
  /** Whether it has ended, one way or another. */
  readonly ended: boolean;
  /** Called once the deadline has passed, if it has not ended by then. */
  expire(): void;
}

/** Width of a slot in milliseconds: how late a deadline may fire on an idle process. */
const slotMs = 4;

let fresh: Expirable[] = [];
let sorting = false;
const slots = new Map<number, Set<Expirable>>();
let size = 0;
let timer: NodeJS.Timeout | undefined;
let armedSlot = Number.POSITIVE_INFINITY;

/** Calls `item.expire()` once its deadline has passed, unless it has ended before. */
export function watchDeadline(item: Expirable): void {
  fresh.push(item);
  if (sorting) return;
  sorting = true;
  inNextTurn(sort);
}

/** Forgets a deadline. Costs nothing in the turn in which it was watched; harmless at any time. */
export function forgetDeadline(item: Expirable): void {
  if (size === 0) return;
  const slot = slotOf(item);
  const items = slots.get(slot);
  if (items?.delete(item) !== true) return;
  if (items.size === 0) slots.delete(slot);
  size -= 1;
  // The timer stays armed for the next call, but an idle process may exit.
  if (size === 0) timer?.unref?.(); // in a browser a timer is a number
}

function sort(): void {
  sorting = false;
  const items = fresh;
  fresh = [];
  for (const item of items) if (!item.ended) keep(item);
}

function keep(item: Expirable): void {
  const slot = slotOf(item);
  const items = slots.get(slot);
  if (items === undefined) slots.set(slot, new Set([item]));
  else items.add(item);
  size += 1;
  if (slot < armedSlot) arm(slot);
  else if (size === 1) timer?.ref?.();
}

function slotOf(item: Expirable): number {
  return Math.ceil(item.deadline / slotMs);
}

function arm(slot: number): void {
  clearTimeout(timer);
  armedSlot = slot;
  timer = setTimeout(fire, Math.max(1, Math.ceil(slot * slotMs - performance.now())));
}

function fire(): void {
  const now = performance.now();
  armedSlot = Number.POSITIVE_INFINITY;
  timer = undefined;
  let next = Number.POSITIVE_INFINITY;
  for (const [slot, items] of slots) {
    if (slot * slotMs > now) {
      next = Math.min(next, slot);
      continue;
    }
    slots.delete(slot);
    size -= items.size;
    for (const item of items) item.expire();
  }
  if (next < armedSlot) arm(next);
}
