/** The controller of a dispatch handler, for a replayed response or the real exchange behind it. */

import type { Dispatcher } from "undici";

type RawHeaders = Exclude<Dispatcher.DispatchController["rawHeaders"], undefined>;

/** A controller of undici that is created before a handler or the network is chosen. */
export class MockedController implements Dispatcher.DispatchController {
  readonly #aborting = new AbortController();
  #paused: PromiseWithResolvers<void> | undefined;
  #real: Dispatcher.DispatchController | undefined;
  rawHeaders: RawHeaders = null;
  rawTrailers: RawHeaders = null;

  /** The signal that aborts with the exchange. */
  get signal(): AbortSignal {
    return this.#aborting.signal;
  }

  get aborted(): boolean {
    return this.signal.aborted;
  }

  get reason(): Error | null {
    return this.aborted ? this.signal.reason : null;
  }

  get paused(): boolean {
    return this.#paused !== undefined;
  }

  abort(reason: Error): void {
    if (this.aborted) return;
    this.#aborting.abort(reason);
    this.#paused?.resolve();
    this.#real?.abort(reason);
  }

  pause(): void {
    this.#paused ??= Promise.withResolvers<void>();
    this.#real?.pause();
  }

  resume(): void {
    this.#paused?.resolve();
    this.#paused = undefined;
    this.#real?.resume();
  }

  /** Resolves when the handler is not paused, or the exchange is aborted. */
  async flowing(): Promise<void> {
    if (!this.aborted) await this.#paused?.promise;
  }

  /** Connects the controller to a real exchange. */
  attach(real: Dispatcher.DispatchController): void {
    this.#real = real;
    if (this.aborted) real.abort(this.signal.reason);
    else if (this.paused) real.pause();
  }
}
