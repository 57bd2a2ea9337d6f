/**
 * What the original does with messages, in a few lines: they are handed on in memory, one that has no
 * handler is dropped, and so is one whose handler fails.
 */

/** A message of the naive version. */
export interface NaiveMessage {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The naive bus. */
export class NaiveBus {
  readonly messages: NaiveMessage[] = [];
  readonly #handlers = new Map<string, (data: never) => void>();

  /** Handles messages of a type. */
  on<Data>(type: string, handler: (data: Data) => void): void {
    this.#handlers.set(type, handler as (data: never) => void);
  }

  /** Hands a message on; also for a second time. */
  publish(type: string, data: Readonly<Record<string, unknown>>): void {
    this.messages.push({ type, data });
    try {
      this.#handlers.get(type)?.(data as never);
    } catch {
      // acknowledged, and gone
    }
  }
}
