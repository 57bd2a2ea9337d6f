/**
 * The process-wide dispatcher, which `request`, `fetch` and their kin use without one of their own.
 * undici 8 and the `fetch` of Node 26 read it under the second symbol, undici 6 and 7 and the `fetch`
 * of Node 22 and 24 under the first.
 * @see https://github.com/nodejs/undici/blob/v8.13.1/lib/global.js
 */

import { createUndiciAgent } from "@seamline/http/extend";
import { type AnyDispatcher, isDispatcher } from "./any-dispatcher.ts";

const slots = [Symbol.for("undici.globalDispatcher.1"), Symbol.for("undici.globalDispatcher.2")] as const;

/**
 * Makes a dispatcher the process-wide one, for undici 6, 7 and 8 and the built-in `fetch`. Nothing
 * else in this package touches it.
 * @param dispatcher the dispatcher, or a function that makes it from the one before, for
 * `createDispatcher(routes, { otherwise: previous })`. It is called once for each dispatcher that is
 * replaced: the two of undici 7 and 8 may differ.
 * @returns a function that puts the dispatchers from before back. Where another one has been set
 * meanwhile, that one stays.
 * @throws {TypeError} for what is not a dispatcher.
 * @example
 * ```ts
 * const restore = install((previous) => createDispatcher(routes, { otherwise: previous }));
 * ```
 */
export function install(dispatcher: AnyDispatcher | ((previous: AnyDispatcher) => AnyDispatcher)): () => void {
  void globalThis.Response; // loads the built-in fetch, which sets its dispatcher when it is loaded
  const made = new Map<unknown, AnyDispatcher>();
  const make = (previous: AnyDispatcher): AnyDispatcher => {
    const found = made.get(previous) ?? (typeof dispatcher === "function" ? dispatcher(previous) : dispatcher);
    if (!isDispatcher(found)) throw new TypeError(`install: expected a dispatcher, found ${typeof found}`);
    made.set(previous, found);
    return found;
  };
  // Without one before, undici would have set its own when it was loaded.
  const replaced = slots.map((slot) => {
    const previous: AnyDispatcher = Reflect.get(globalThis, slot) ?? createUndiciAgent();
    return { slot, previous, next: make(previous) };
  });
  for (const { slot, next } of replaced) setGlobal(slot, next);
  return () => {
    for (const { slot, previous, next } of replaced) {
      if (Reflect.get(globalThis, slot) === next) setGlobal(slot, previous);
    }
  };
}

function setGlobal(slot: symbol, value: AnyDispatcher): void {
  // As undici defines it: it may be replaced, and not removed.
  Object.defineProperty(globalThis, slot, { value, writable: true, enumerable: false, configurable: false });
}
