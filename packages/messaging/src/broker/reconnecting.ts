/** A connection to a broker that is made again when it is lost. */

import { now } from "@seamline/core/internal";
import { pause } from "./pause.ts";

/** One connection, from its making to its end. */
export interface Link {
  /** Settles with the reason once the connection is lost or ended; never rejects. */
  readonly lost: Promise<Error>;
  /** Ends it at once, for a reason that `lost` then has. */
  end(reason: Error): void;
  /** Ends it in good order if that takes little time, else at once. Never rejects. */
  close(): Promise<void>;
}

/** How a connection is made and what its faults are reported to. */
export interface ReconnectingOptions<One extends Link> {
  /** The server as faults name it, such as `RabbitMQ at 127.0.0.1:5672`; without secrets. */
  readonly server: string;
  /** Makes a connection in bounded time, and earlier fails if the signal is aborted. */
  connect(signal: AbortSignal): Promise<One>;
  /** Receives the loss of a connection, and failures of its replacement that differ from the last. */
  onError(error: unknown): void;
}

/** Milliseconds of the longest first pause before a connection is made again; doubled for each next. */
const firstPauseMs = 50;
/** Milliseconds of the longest pause. */
const longestPauseMs = 5_000;
/** Milliseconds after which a connection that is lost counts as one that worked. */
const steadyMs = 1_000;

/**
 * A pause before a repetition, in milliseconds: full jitter over a bound that doubles.
 * @param failures that came one after another, from 0.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function pauseAfter(failures: number): number {
  return Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));
}

/** Keeps one connection, and replaces it when it is lost. */
export class Reconnecting<One extends Link> {
  readonly #options: ReconnectingOptions<One>;
  readonly #closing = new AbortController();
  #current: One | undefined;
  #opening: Promise<void> | undefined;
  #kept: Promise<void> | undefined;
  #lastReason: Error;
  #change = Promise.withResolvers<void>();

  constructor(options: ReconnectingOptions<One>) {
    this.#options = options;
    this.#lastReason = new Error("it is not open yet");
  }

  /** The connection; `undefined` while there is none. */
  get current(): One | undefined {
    return this.#current;
  }

  /** The error of what needs a connection while there is none. */
  absence(): Error {
    return new Error(`no connection to ${this.#options.server}: ${this.#lastReason.message}`, {
      cause: this.#lastReason,
    });
  }

  /**
   * Makes the first connection. Nothing is kept if that fails.
   * @throws {Error} with the reason.
   */
  async open(): Promise<void> {
    if (this.#closing.signal.aborted) throw new Error(`the connection to ${this.#options.server} is closed`);
    if (this.#kept !== undefined) return;
    this.#opening ??= this.#connectFirst().finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  async #connectFirst(): Promise<void> {
    const link = await this.#options.connect(this.#closing.signal);
    if (this.#closing.signal.aborted) {
      await link.close();
      throw new Error(`the connection to ${this.#options.server} was closed while it was made`);
    }
    this.#kept = this.#keep(link);
  }

  /** Waits for a connection; `undefined` once this is closed or the signal is aborted. */
  async next(signal: AbortSignal): Promise<One | undefined> {
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    const abort = (): void => resolve();
    signal.addEventListener("abort", abort);
    try {
      while (this.#current === undefined && !signal.aborted && !this.#closing.signal.aborted) {
        await Promise.race([this.#change.promise, aborted]);
      }
      return signal.aborted || this.#closing.signal.aborted ? undefined : this.#current;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Ends the connection for good. Can be called again. */
  async close(): Promise<void> {
    this.#lastReason = new Error("it is closed");
    this.#closing.abort();
    this.#signalChange();
    await this.#opening?.catch(() => undefined);
    await this.#current?.close();
    await this.#kept;
  }

  async #keep(first: One): Promise<void> {
    let failures = 0;
    for (let link: One | undefined = first; link !== undefined; link = await this.#replace(failures)) {
      this.#current = link;
      this.#signalChange();
      const since = now();
      const reason = await link.lost;
      this.#current = undefined;
      await link.close();
      if (this.#closing.signal.aborted) return;
      this.#lastReason = reason;
      this.#options.onError(
        new Error(`the connection to ${this.#options.server} was lost and is made again: ${reason.message}`, {
          cause: reason,
        }),
      );
      failures = now() - since < steadyMs ? failures + 1 : 0;
    }
  }

  async #replace(before: number): Promise<One | undefined> {
    const { signal } = this.#closing;
    for (let failures = before; ; failures += 1) {
      if (!(await pause(pauseAfter(failures), signal))) return undefined;
      try {
        const link = await this.#options.connect(signal);
        if (!signal.aborted) return link;
        await link.close();
        return undefined;
      } catch (thrown) {
        if (signal.aborted) return undefined;
        const reason = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (reason.message !== this.#lastReason.message) this.#options.onError(reason);
        this.#lastReason = reason;
      }
    }
  }

  #signalChange(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}
