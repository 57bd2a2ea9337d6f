/**
 * Dispatchers of undici around a function: `request`, `stream`, `pipeline` and `compose` are undici's
 * own. undici's main entry, which replaces the process-wide dispatcher, is not loaded for them.
 * @see https://github.com/nodejs/undici/blob/v8.13.1/lib/dispatcher/dispatcher.js
 * @see https://github.com/nodejs/undici/blob/v8.13.1/lib/api/index.js
 */

import type { Dispatcher } from "undici";
import { closeShortcut } from "./shortcuts.ts";
import modules from "./undici-modules.cjs";

/** A dispatcher of undici: for `request(url, { dispatcher })`, `fetch`, or a client of any kind. */
export type UndiciDispatcher = Dispatcher;

/** One request: undici's options and handler. */
export type UndiciDispatch = Dispatcher.Dispatch;

/** The options of one request. */
export type UndiciDispatchOptions = Dispatcher.DispatchOptions;

/** The receiver of one response. */
export type UndiciHandler = Dispatcher.DispatchHandler;

/** The control of one request. */
export type UndiciController = Dispatcher.DispatchController;

/** An interceptor, for `dispatcher.compose(…)`. */
export type UndiciInterceptor = Dispatcher.DispatcherComposeInterceptor;

/** The functions that a dispatcher is made of. */
export interface DispatcherParts {
  /** Sends one request, or serves it. Must work without a receiver. */
  readonly dispatch: UndiciDispatch;
  /** Ends when the requests under way have ended; further ones are refused. */
  close(): Promise<void>;
  /**
   * Aborts the requests under way.
   * @param reason `null` if the caller gave none.
   */
  destroy(reason: Error | null): Promise<void>;
}

type Callback = (error?: unknown, data?: null) => void;

/**
 * Creates a dispatcher of undici. Its methods are properties of the object itself, so that the
 * proxies of `compose` find them.
 */
export function createUndiciDispatcher({ dispatch, close, destroy }: DispatcherParts): UndiciDispatcher {
  const { Dispatcher: Base, methods } = loadParts();
  const dispatcher: object = new Base();
  return Object.assign(dispatcher, methods, {
    dispatch,
    close(callback?: Callback) {
      return settle(close(), callback);
    },
    destroy(reason?: Error | Callback | null, callback?: Callback) {
      if (typeof reason === "function") return settle(destroy(null), reason);
      return settle(destroy(reason ?? null), callback);
    },
    // undici's own methods, of the class or of the object, have these types.
  }) as UndiciDispatcher;
}

/** Creates a dispatcher that opens sockets: an `Agent` of the undici that this package brings. */
export function createUndiciAgent(): UndiciDispatcher {
  const Agent = modules.loadAgent();
  return new Agent();
}

function loadParts(): { readonly Dispatcher: typeof Dispatcher; readonly methods: object } {
  const found = modules.loadDispatcher();
  if (found !== undefined) return { Dispatcher: found.Dispatcher, methods: found.api };
  closeShortcut("undici-modules");
  return { Dispatcher: modules.loadMainEntry().Dispatcher, methods: {} }; // the class has the methods
}

/** Passes the end of the work to a callback, in place of a promise. */
function settle(work: Promise<void>, callback: Callback | undefined): Promise<void> | undefined {
  if (callback === undefined) return work;
  work.then(
    () => callback(null, null),
    (reason) => callback(reason, null),
  );
  return undefined;
}
