/**
 * The cancellation of a call: its reasons and its listeners. Made only for the calls that need it.
 */

import type { ServiceError } from "../error/service-error.ts";
import { runCallback } from "../platform/run-callback.ts";
import { type CallEvent, type CallObserver, notifyEnded, notifyNoted } from "./call-observer.ts";

/** Waits for the response of a call, and is rejected once if the call is canceled. */
export interface Waiter {
  reject(error: ServiceError): void;
}

/** Receives a cancellation, once. */
export type CancelListener = (error: ServiceError) => void;

/** Holds a cancellation and its listeners. */
export class Cancellation<Child> {
  /** The error that the caller sees. */
  error: ServiceError | undefined;
  /** The error that the handler and the calls below it see. */
  inner: ServiceError | undefined;
  /** Calls below; most handlers make one at a time. */
  #child: Child | undefined;
  #children: Set<Child> | undefined;
  #controller: AbortController | undefined;
  #listeners: CancelListener[] | undefined;
  #observers: CallObserver[] | undefined;
  #signal: AbortSignal | undefined;
  #onAbort: (() => void) | undefined;

  /** Aborted with `inner`. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.inner !== undefined) this.#controller.abort(this.inner);
    }
    return this.#controller.signal;
  }

  get children(): readonly Child[] {
    const others = this.#children === undefined ? [] : [...this.#children];
    return this.#child === undefined ? others : [this.#child, ...others];
  }

  adopt(child: Child): void {
    if (this.#child === undefined) {
      this.#child = child;
      return;
    }
    if (this.#children === undefined) this.#children = new Set();
    this.#children.add(child);
  }

  disown(child: Child): void {
    if (this.#child === child) this.#child = undefined;
    else this.#children?.delete(child);
  }

  listen(listener: CancelListener): void {
    if (this.#listeners === undefined) this.#listeners = [listener];
    else this.#listeners.push(listener);
  }

  observe(observer: CallObserver): void {
    if (this.#observers === undefined) this.#observers = [observer];
    else this.#observers.push(observer);
  }

  note(event: CallEvent): void {
    if (this.#observers !== undefined) notifyNoted(this.#observers, event);
  }

  /** Watches a caller's signal until {@link release}. Throws what a signal of another library throws. */
  watch(signal: AbortSignal, onAbort: () => void): void {
    this.#signal = signal;
    this.#onAbort = onAbort;
    signal.addEventListener("abort", onAbort, { once: true });
  }

  release(): void {
    if (this.#onAbort === undefined) return;
    try {
      this.#signal?.removeEventListener("abort", this.#onAbort);
    } catch {
      // A signal of another library; its abort has no effect any more.
    }
  }

  /** Notifies the handler, then the listeners. */
  notify(error: ServiceError, waiter: Waiter | undefined, listener: CancelListener | undefined): void {
    this.#controller?.abort(this.inner);
    waiter?.reject(error);
    if (listener !== undefined) runCallback(() => listener(error));
    for (const other of this.#listeners ?? []) runCallback(() => other(error));
  }

  /** Notifies the observers of the end, with its failure. */
  end(failure: ServiceError | undefined): void {
    if (this.#observers !== undefined) notifyEnded(this.#observers, failure);
  }
}
