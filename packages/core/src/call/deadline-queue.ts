/**
 * One timer for all deadlines of the process. Calls end far more often than they expire, so registering and forgetting a
 * deadline must cost next to nothing: deadlines are kept in slots of a few milliseconds and only the nearest slot has a
 * timer. The clock is monotonic; changes of the system time have no effect.
 */

/** Something that must end by its deadline. */
export interface Expirable {
  /** Milliseconds of `performance.now()`. */
  readonly deadline: number;
  expire(): void;
}

/** Width of a slot in milliseconds: how late a deadline may fire on an idle process. */
const slotMs = 4;

const slots = new Map<number, Set<Expirable>>();
let timer: NodeJS.Timeout | undefined;
let armedSlot = Number.POSITIVE_INFINITY;
let size = 0;

/** Calls `item.expire()` once its deadline has passed, unless it is forgotten before. */
export function watchDeadline(item: Expirable): void {
  const slot = Math.ceil(item.deadline / slotMs);
  const items = slots.get(slot);
  if (items === undefined) slots.set(slot, new Set([item]));
  else items.add(item);
  size += 1;
  if (slot < armedSlot) arm(slot);
  else if (size === 1) timer?.ref();
}

/** Forgets a deadline. Harmless when it was never watched or has fired. */
export function forgetDeadline(item: Expirable): void {
  const slot = Math.ceil(item.deadline / slotMs);
  const items = slots.get(slot);
  if (items?.delete(item) !== true) return;
  if (items.size === 0) slots.delete(slot);
  size -= 1;
  // The timer stays armed for the next call, but an idle process may exit.
  if (size === 0) timer?.unref();
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
  // Expiring may have watched a nearer deadline already.
  if (next < armedSlot) arm(next);
}
