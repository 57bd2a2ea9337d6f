/** What a dispatch handler steers its exchange with: an answer that is replayed here, or a real exchange behind it. */

import type { Dispatcher } from "undici";

type RawHeaders = Exclude<Dispatcher.DispatchController["rawHeaders"], undefined>;

/** A controller of undici, before it is known who will answer. */
export class MockedController implements Dispatcher.DispatchController {
  readonly #aborting = new AbortController();
  #paused: PromiseWithResolvers<void> | undefined;
  #real: Dispatcher.DispatchController | undefined;
  rawHeaders: RawHeaders = null;
  rawTrailers: RawHeaders = null;

  /** Aborted with the exchange. */
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

  /** Settles when the handler takes more, or has given up. */
  async flowing(): Promise<void> {
    if (!this.aborted) await this.#paused?.promise;
  }

  /** From now on the exchange is a real one. */
  attach(real: Dispatcher.DispatchController): void {
    this.#real = real;
    if (this.aborted) real.abort(this.signal.reason);
    else if (this.paused) real.pause();
  }
}
