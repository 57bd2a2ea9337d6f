/**
 * Isolation of messages that were at work when a process ended. They go alone, one after the other: those
 * that were merely beside the one that ended it are cleared, and are not blamed again. Those that are
 * blamed twice wait for a while: a process that ends soon after its start, again and again and for another
 * reason, must not condemn whichever message it begins with.
 */

import { now } from "@seamline/core/internal";
import type { Chain, Chains } from "./chains.ts";
import type { QueuedMessage } from "./message-store.ts";

/** The next step of a worker: this message and no other, none at all, or any. */
export type Isolated =
  | { readonly key: string; readonly chain: Chain; readonly message: QueuedMessage }
  | "none"
  | "any";

/** The longest wait of a message that was blamed before, in times of the longest isolation. */
const mostWaits = 2;

/** Decides when messages run alone. */
export class Isolation {
  readonly #mostMs: number;
  readonly #since = new WeakMap<QueuedMessage, number>();
  #mayBeHeld = false;
  #aloneUntil = 0;
  #quietUntil: number | undefined;

  /** @param mostMs the longest that a message is alone or waited for: one that hangs stops no others. */
  constructor(mostMs: number) {
    this.#mostMs = mostMs;
  }

  /** Takes note of a message that is held from now on. */
  note(message: QueuedMessage): void {
    if (message.attempts === 0) return;
    this.#mayBeHeld = true;
    this.#since.set(message, now());
  }

  /** Ends the isolation of the message at work. */
  end(): void {
    this.#aloneUntil = 0;
  }

  /** Decides what may begin now. */
  next(chains: Chains, running: number, isExcess: (lane: number) => boolean): Isolated {
    const time = now();
    if (time < this.#aloneUntil) return "none";
    if (!this.#mayBeHeld) return "any";
    let left = false;
    for (const [key, chain] of chains.all()) {
      const [message] = chain.messages;
      left ||= chain.messages.some(({ attempts }) => attempts > 0);
      if (message === undefined || message.attempts === 0 || chain.running || isExcess(chain.lane)) continue;
      const waitMs = Math.min(message.attempts - 1, mostWaits) * this.#mostMs;
      if (time < (this.#since.get(message) ?? 0) + waitMs) continue;
      this.#quietUntil ??= time + this.#mostMs;
      if (running > 0 && time < this.#quietUntil) return "none";
      this.#quietUntil = undefined;
      this.#aloneUntil = time + this.#mostMs;
      return { key, chain, message };
    }
    this.#mayBeHeld = left;
    return "any";
  }
}
