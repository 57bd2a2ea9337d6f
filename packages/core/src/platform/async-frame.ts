/**
 * Values that follow asynchronous code, by Node's AsyncLocalStorage. Without Node a frame lasts as
 * long as code runs synchronously; handlers there receive their context as an argument.
 */

import type * as hooks from "node:async_hooks";
import { findBuiltin } from "./builtin.ts";

type Frame = ReadonlyMap<object, unknown>;

const emptyFrame: Frame = new Map();
let frame = emptyFrame;

function within<Args extends unknown[], Result>(next: Frame, run: (...args: Args) => Result, args: Args): Result {
  const before = frame;
  frame = next;
  try {
    return run(...args);
  } finally {
    frame = before;
  }
}

class SynchronousStorage {
  static snapshot() {
    const taken = frame;
    return <Args extends unknown[], Result>(run: (...args: Args) => Result, ...args: Args): Result =>
      within(taken, run, args);
  }

  getStore(): unknown {
    return frame.get(this);
  }

  enterWith(value: unknown): void {
    frame = new Map(frame).set(this, value);
  }

  disable(): void {
    frame = new Map([...frame].filter(([storage]) => storage !== this));
  }

  run<Args extends unknown[], Result>(value: unknown, run: (...args: Args) => Result, ...args: Args): Result {
    return within(new Map(frame).set(this, value), run, args);
  }
}

/** Created when modules load: outside of any frame. */
class SynchronousResource {
  runInAsyncScope<Args extends unknown[], Result>(
    run: (...args: Args) => Result,
    receiver?: unknown,
    ...args: Args
  ): Result {
    return within(emptyFrame, (...given: Args) => run.apply(receiver, given), args);
  }
}

const node = findBuiltin("node:async_hooks");

/** Node's own class, or its synchronous part where there is no Node. */
export const AsyncLocalStorage: typeof hooks.AsyncLocalStorage =
  node?.AsyncLocalStorage ?? (SynchronousStorage as unknown as typeof hooks.AsyncLocalStorage);

/** Node's own class, or its synchronous part where there is no Node. */
export const AsyncResource: typeof hooks.AsyncResource =
  node?.AsyncResource ?? (SynchronousResource as unknown as typeof hooks.AsyncResource);

/**
 * `true` if a resource keeps what code in it enters by `enterWith`, and shows it to its next scope:
 * so does Node up to version 22, and later versions with `--no-async-context-frame`.
 */
export const resourcesKeepStores: boolean = findKeptStore();

function findKeptStore(): boolean {
  const storage = new AsyncLocalStorage<boolean>();
  const resource = new AsyncResource("seamline");
  resource.runInAsyncScope(() => storage.enterWith(true));
  const kept = resource.runInAsyncScope(() => storage.getStore()) === true;
  storage.disable();
  return kept;
}

/**
 * `true` in a function that a timer, an event or a queue calls, until it returns; `false` in what
 * goes on after an `await` or in a `then`, and in functions bound to a frame by `AsyncResource`.
 */
export function runsInCallback(): boolean {
  if (node === undefined || node.executionAsyncId() === 0) return false;
  const resource = node.executionAsyncResource(); // of a promise, where async hooks are on
  return !(resource instanceof Promise || resource instanceof node.AsyncResource);
}
