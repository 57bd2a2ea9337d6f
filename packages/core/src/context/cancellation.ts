/** The end of a call that somebody may bring about or wait for: who is told, and of what. Made for the calls that need it. */

import type { ServiceError } from "../error/service-error.ts";
import { type CallEvent, type CallObserver, tellEnded, tellNoted } from "./call-observer.ts";

/** Waits for the response of a call, and is rejected when the call is canceled: once. */
export interface Waiter {
  reject(error: ServiceError): void;
}

/** Hears of a cancellation, once. */
export type CancelListener = (error: ServiceError) => void;

/** Collects those who are to be told. */
export class Cancellation<Child> {
  /** Why the call was canceled. */
  error: ServiceError | undefined;
  /** What the handler and the calls below it learn of it. */
  told: ServiceError | undefined;
  /** Calls below: most handlers make one at a time. */
  #child: Child | undefined;
  #children: Set<Child> | undefined;
  #controller: AbortController | undefined;
  #listeners: CancelListener[] | undefined;
  #observers: CallObserver[] | undefined;
  #signal: AbortSignal | undefined;
  #onAbort: (() => void) | undefined;

  /** Aborted with `told`. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.told !== undefined) this.#controller.abort(this.told);
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
    if (this.#observers !== undefined) tellNoted(this.#observers, event);
  }

  /** Watches the signal of a caller, until {@link release}. */
  watch(signal: AbortSignal, onAbort: () => void): void {
    signal.addEventListener("abort", onAbort, { once: true });
    this.#signal = signal;
    this.#onAbort = onAbort;
  }

  release(): void {
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener("abort", this.#onAbort);
  }

  /** Tells the handler, then those who listen. */
  tell(error: ServiceError, waiter: Waiter | undefined, listener: CancelListener | undefined): void {
    this.#controller?.abort(this.told);
    waiter?.reject(error);
    listener?.(error);
    for (const other of this.#listeners ?? []) other(error);
  }

  /** Tells those who watch that the call is over, and with which failure. */
  end(failure: ServiceError | undefined): void {
    if (this.#observers !== undefined) tellEnded(this.#observers, failure);
  }
}
