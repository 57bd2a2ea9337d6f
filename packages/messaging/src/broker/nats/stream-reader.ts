/** Reads a stream from a position on, in order, by a consumer that the server forgets. */

import type { ConsumerInfo, ConsumerMessages, JsMsg } from "@nats-io/jetstream";
import { afterTurn } from "@seamline/core/internal";
import type { NatsLink } from "./nats-link.ts";

/** Milliseconds of one request for messages; the server shows twice in them that it is there. */
const pullMs = 10_000;
/** Milliseconds without a request after which the server removes the consumer. */
const inactiveMs = 60_000;
/** Statuses after which no message comes any more. */
const endings: ReadonlySet<string> = new Set([
  "heartbeats_missed",
  "consumer_deleted",
  "consumer_not_found",
  "stream_not_found",
]);

/** Where reading begins. */
export interface ReadOptions {
  /** The stream. */
  readonly stream: string;
  /** A filter of subjects. */
  readonly filter: string;
  /** The sequence before the first message. */
  readonly after: number;
  /** The most messages that are kept in advance. */
  readonly most: number;
}

/** A reader of a stream. */
export class StreamReader {
  readonly #link: NatsLink;
  readonly #most: number;
  readonly #info: ConsumerInfo;
  readonly #messages: ConsumerMessages;
  #buffer: JsMsg[] = [];
  #failure: Error | undefined;
  #delivered = 0;
  #changed: PromiseWithResolvers<void> = Promise.withResolvers();

  private constructor(link: NatsLink, most: number, info: ConsumerInfo, messages: ConsumerMessages) {
    this.#link = link;
    this.#most = most;
    this.#info = info;
    this.#messages = messages;
    void this.#pump();
    void this.#watch();
  }

  /** Begins to read. */
  static async open(link: NatsLink, { stream, filter, after, most }: ReadOptions): Promise<StreamReader> {
    const info = await link.manager.consumers.add(stream, {
      ack_policy: "none",
      deliver_policy: "by_start_sequence",
      opt_start_seq: after + 1,
      filter_subject: filter,
      inactive_threshold: inactiveMs * 1_000_000,
      mem_storage: true,
      num_replicas: 1,
    });
    const consumer = link.client.consumers.getConsumerFromInfo(info);
    const messages = await consumer.consume({ max_messages: most, expires: pullMs, abort_on_missing_resource: true });
    return new StreamReader(link, most, info, messages);
  }

  /** Ends reading: the next `take` throws the reason. */
  end(reason: Error): void {
    this.#failure ??= reason;
    this.#notify();
  }

  /**
   * Takes the messages that are there, at least one, at most those kept in advance; none if `signal`
   * is aborted.
   * @throws {Error} once reading has ended.
   */
  async take(signal: AbortSignal): Promise<readonly JsMsg[]> {
    const wake = (): void => this.#notify();
    signal.addEventListener("abort", wake);
    try {
      while (this.#buffer.length === 0 && this.#failure === undefined && !signal.aborted) await this.#changed.promise;
      if (this.#buffer.length > 0) await new Promise<void>(afterTurn); // the rest of what has come with it
    } finally {
      signal.removeEventListener("abort", wake);
    }
    if (this.#failure !== undefined) throw this.#failure;
    if (signal.aborted) return [];
    const taken = this.#buffer;
    this.#buffer = [];
    this.#notify();
    return taken;
  }

  /** Stops reading, and removes the consumer. */
  async close(): Promise<void> {
    this.end(new Error("the reader is closed"));
    if (this.#link.connection.isClosed()) return;
    await this.#messages.close();
    await this.#link.manager.consumers.delete(this.#info.stream_name, this.#info.name).catch(() => undefined);
  }

  async #pump(): Promise<void> {
    try {
      for await (const message of this.#messages) {
        if (this.#failure !== undefined) break;
        const { deliverySequence } = message.info;
        if (deliverySequence !== this.#delivered + 1) {
          throw new Error(`expected delivery ${this.#delivered + 1} of the consumer, found ${deliverySequence}`);
        }
        this.#delivered = deliverySequence;
        this.#buffer.push(message);
        this.#notify();
        while (this.#buffer.length >= this.#most && this.#failure === undefined) await this.#changed.promise;
      }
      this.end(new Error("the server has ended the consumer"));
    } catch (reason) {
      this.end(reason as Error);
    }
  }

  async #watch(): Promise<void> {
    for await (const status of this.#messages.status()) {
      if (endings.has(status.type)) this.end(new Error(`the consumer of the stream has ended: ${status.type}`));
    }
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
