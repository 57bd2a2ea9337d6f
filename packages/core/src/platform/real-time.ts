/**
 * Real time, also under fake timers. Tools for tests (Sinon's fake timers, which are also Vitest's
 * and Jest's, and those of node:test) replace the global timers of a process for a while. A deadline
 * that was set in fake time would be discarded with it, and with it every later one, so the functions
 * are taken when this module loads. If fake ones are installed then already, those that they stand for
 * are used where these can be found, and otherwise looked up again until they are real.
 */

import { findBuiltin } from "./builtin.ts";

type Timers = Pick<
  typeof globalThis,
  "setTimeout" | "clearTimeout" | "setInterval" | "clearInterval" | "setImmediate" | "queueMicrotask"
>;

/** A timer of {@link startTimer} or {@link startInterval}: in a browser, a number. */
export type Timer = ReturnType<typeof setTimeout>;

/** The `clock` of each function that Sinon's fake timers install: the originals, by `_` and name. */
type FakeClock = Readonly<Record<string, unknown>>;

const node = findBuiltin("node:timers");
const promisified: unique symbol = Symbol.for("nodejs.util.promisify.custom") as never;

function findReal<Name extends keyof Timers>(name: Name): Timers[Name] {
  const found = (node as Partial<Timers> | undefined)?.[name] ?? globalThis[name];
  return (fakeOf(found)?.[`_${name}`] as Timers[Name] | undefined) ?? found;
}

function fakeOf(value: unknown): FakeClock | undefined {
  return (value as { readonly clock?: FakeClock } | undefined)?.clock;
}

function findTimers(): Timers {
  return {
    setTimeout: findReal("setTimeout"),
    clearTimeout: findReal("clearTimeout"),
    setInterval: findReal("setInterval"),
    clearInterval: findReal("clearInterval"),
    setImmediate: findReal("setImmediate"),
    queueMicrotask: findReal("queueMicrotask"),
  };
}

/** Node's own timers can be told from others. */
const isReal = (timers: Timers): boolean => node === undefined || Object.hasOwn(timers.setTimeout, promisified);

let timers = findTimers();
let settled = isReal(timers);
let found = 0;

/** The real timers. Fake ones that do not show what they stand for are left as soon as possible. */
function current(): Timers {
  if (settled) return timers;
  const others = findTimers();
  if (isReal(others)) {
    timers = others;
    settled = true;
    found += 1;
  }
  return timers;
}

/** Changes when timers that were started before may have been discarded. */
export function timersFound(): number {
  current();
  return found;
}

const clock: unknown = findBuiltin("node:perf_hooks")?.performance ?? performance;
const realClock = (fakeOf(clock)?._performance ?? clock) as typeof performance;

/** Monotonic time in milliseconds: that of the real `performance.now()`. */
export const now: () => number = realClock.now.bind(realClock);

// Called without a receiver, as browsers demand.

/** Runs a function once, after `ms` milliseconds of real time. */
export function startTimer(run: () => void, ms: number): Timer {
  const { setTimeout } = current();
  return setTimeout(run, ms);
}

/** Ends a timer; harmless at any time. */
export function stopTimer(timer: Timer | undefined): void {
  const { clearTimeout } = current();
  clearTimeout(timer);
}

/** Runs a function every `ms` milliseconds of real time. */
export function startInterval(run: () => void, ms: number): Timer {
  const { setInterval } = current();
  return setInterval(run, ms);
}

/** Ends an interval; harmless at any time. */
export function stopInterval(timer: Timer | undefined): void {
  const { clearInterval } = current();
  clearInterval(timer);
}

/** Runs a function after the present turn of the event loop. */
export function afterTurn(run: () => void): void {
  const { setImmediate, setTimeout } = current();
  if (setImmediate === undefined)
    setTimeout(run, 0); // in a browser
  else setImmediate(run);
}

/** Runs a function once the present one has returned. */
export function soon(run: () => void): void {
  const { queueMicrotask } = timers;
  queueMicrotask(run);
}

/** Tests for a global `setImmediate` that a test has replaced. */
export function isImmediateFaked(): boolean {
  const { setImmediate } = current();
  return setImmediate !== undefined && globalThis.setImmediate !== setImmediate;
}

/**
 * Runs a synchronous function, of a library that takes the global `setImmediate` when it needs it,
 * with the real one in its place.
 */
export function withRealImmediate(run: () => void): void {
  const given = globalThis.setImmediate;
  globalThis.setImmediate = current().setImmediate;
  try {
    run();
  } finally {
    globalThis.setImmediate = given;
  }
}
