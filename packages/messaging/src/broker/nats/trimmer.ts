/**
 * Removes messages that all consumers have taken, one request each. A purge up to a sequence would be one
 * request for all, but nats-server 2.9 loses the messages behind it when it is killed meanwhile; a purge
 * of one subject makes consumers of others skip messages.
 */

import type { StreamInfo } from "@nats-io/jetstream";
import { now, startTimer, stopTimer, type Timer } from "@seamline/core/internal";
import type { Bindings } from "../bindings.ts";
import { identityOf, type Names } from "./declare-streams.ts";
import { codeOf, type NatsLink } from "./nats-link.ts";
import { type Position, Positions } from "./positions.ts";

/** Milliseconds between two looks. */
const intervalMs = 1_000;
/** Requests that are made at once. */
const atOnce = 100;

/** Trims the stream while consumers move. */
export class Trimmer {
  readonly #names: Names;
  readonly #bindings: Bindings;
  readonly #link: () => NatsLink | undefined;
  readonly #onError: (error: unknown) => void;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #lastEnd = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** Takes the function that returns the connection, if there is one. */
  constructor(names: Names, bindings: Bindings, link: () => NatsLink | undefined, onError: (error: unknown) => void) {
    this.#names = names;
    this.#bindings = bindings;
    this.#link = link;
    this.#onError = onError;
  }

  /** Trims soon. */
  nudge(): void {
    if (this.#closed || this.#timer !== undefined) return;
    const delay = Math.max(this.#lastEnd + intervalMs - now(), 0);
    this.#timer = startTimer(() => {
      this.#timer = undefined;
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined;
        this.#lastEnd = now();
      });
    }, delay).unref();
  }

  /** Waits for a trim at work. */
  async close(): Promise<void> {
    this.#closed = true;
    stopTimer(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    const link = this.#link();
    if (link === undefined) return;
    try {
      await this.#trim(link);
    } catch (reason) {
      if (!link.connection.isClosed() && !this.#closed) this.#onError(reason);
    }
  }

  async #trim(link: NatsLink): Promise<void> {
    const info = await link.manager.streams.info(this.#names.stream);
    const positions = await new Positions(link, this.#names.bucket).list();
    const found = new Set(positions.map(({ consumer }) => consumer));
    const bindings = this.#bindings.list();
    if (!bindings.every(({ consumer }) => found.has(consumer))) return; // a record is lost: it is made again first
    const identity = identityOf(info);
    const ends = positions.map((one) => (one.stream === identity ? this.#endOf(link, one, info) : 0));
    // The last message stays: by it a consumer finds that its position is still the same.
    await this.#remove(link, info.state.first_seq, Math.min(...(await Promise.all(ends))) - 1);
  }

  /** The last sequence before the next message of a consumer: those of others may be the only ones that come. */
  async #endOf(link: NatsLink, { sequence, types }: Position, { state }: StreamInfo): Promise<number> {
    if (sequence >= state.last_seq) return sequence;
    const next = await Promise.all(
      types.map(async (type) => {
        const query = { seq: sequence + 1, next_by_subj: this.#names.subjectOf(type) };
        return (await link.manager.streams.getMessage(this.#names.stream, query))?.seq;
      }),
    );
    return Math.min(...next.map((seq) => (seq === undefined ? state.last_seq : seq - 1)), state.last_seq);
  }

  /** Removes what is left between two sequences, some at a time. */
  async #remove(link: NatsLink, first: number, last: number): Promise<void> {
    for (let next = first; next <= last && !this.#closed; next += atOnce) {
      const sequences = Array.from({ length: Math.min(atOnce, last - next + 1) }, (_, index) => next + index);
      await Promise.all(sequences.map((sequence) => this.#removeOne(link, sequence)));
    }
  }

  async #removeOne(link: NatsLink, sequence: number): Promise<void> {
    try {
      await link.manager.streams.deleteMessage(this.#names.stream, sequence, false);
    } catch (reason) {
      if (codeOf(reason) === undefined) throw reason; // else another process has removed it
    }
  }
}
