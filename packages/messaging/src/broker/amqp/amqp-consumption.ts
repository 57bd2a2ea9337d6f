/**
 * Consumes a queue of RabbitMQ in batches. A batch that is rejected is kept and handed on again: to give
 * it back would change the order, as a quorum queue puts it back shuffled, or behind later messages.
 */

import { startTimer, stopTimer } from "@seamline/core/internal";
import type { Channel, ConsumeMessage } from "amqplib";
import type { Consumption, Delivery } from "../broker.ts";
import { deliverBatch } from "../deliver-batch.ts";
import { pause } from "../pause.ts";
import { readBody } from "../read-body.ts";
import { pauseAfter, type Reconnecting } from "../reconnecting.ts";
import type { AmqpLink } from "./amqp-link.ts";

/** What a consumption needs. */
export interface AmqpConsumptionOptions {
  readonly connection: Reconnecting<AmqpLink>;
  readonly queue: string;
  /** The most messages of a batch, and of those that the server hands out before an acknowledgement. */
  readonly batch: number;
  /** Declares the queue again, which may have been deleted. */
  declare(link: AmqpLink): Promise<void>;
  receive(batch: readonly Delivery[]): Promise<void>;
  onError(error: unknown): void;
}

/** Milliseconds in which a channel closes. */
const closeMs = 5_000;

/** Starts a consumption. */
export function consumeAmqp(options: AmqpConsumptionOptions): Consumption {
  const stopping = new AbortController();
  const running = keepConsuming(options, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function keepConsuming(options: AmqpConsumptionOptions, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    const link = await options.connection.next(signal);
    if (link === undefined) return;
    try {
      await options.declare(link);
      const subscription = await Subscription.create(options, link, signal);
      if (await subscription.run()) failures = 0;
    } catch (reason) {
      // The loss of the connection is reported by what keeps it.
      if (!signal.aborted && options.connection.current === link) options.onError(reason);
    }
    await pause(pauseAfter(failures++), signal);
  }
}

/** A channel with one consumer, until its end. */
class Subscription {
  readonly #options: AmqpConsumptionOptions;
  readonly #link: AmqpLink;
  readonly #channel: Channel;
  readonly #signal: AbortSignal;
  readonly #arrived: ConsumeMessage[] = [];
  readonly #ended = new AbortController();
  /** Aborted by the end of the consumption or of the channel. */
  readonly #over: AbortSignal;
  #change = Promise.withResolvers<void>();
  #reason: Error | undefined;

  private constructor(options: AmqpConsumptionOptions, link: AmqpLink, channel: Channel, signal: AbortSignal) {
    this.#options = options;
    this.#link = link;
    this.#channel = channel;
    this.#signal = signal;
    this.#over = AbortSignal.any([signal, this.#ended.signal]);
    channel.on("error", (reason) => {
      this.#reason = reason;
    });
    channel.on("close", () => this.#end(new Error(`the consumer of ${options.queue} was closed`)));
    signal.addEventListener("abort", this.#wake);
  }

  static async create(options: AmqpConsumptionOptions, link: AmqpLink, signal: AbortSignal): Promise<Subscription> {
    const channel = await link.answer("a new channel", link.model.createChannel());
    const subscription = new Subscription(options, link, channel, signal);
    try {
      await link.answer(`a consumer of ${options.queue}`, subscription.#begin());
    } catch (reason) {
      await subscription.#close();
      throw reason;
    }
    return subscription;
  }

  async #begin(): Promise<void> {
    await this.#channel.prefetch(this.#options.batch);
    await this.#channel.consume(this.#options.queue, (message) => {
      if (message === null) return this.#end(new Error(`the queue ${this.#options.queue} was deleted`));
      this.#arrived.push(message);
      this.#wake();
    });
  }

  /** Hands on batches until the signal or the end of the channel; reports whether there were any. */
  async run(): Promise<boolean> {
    let some = false;
    try {
      while (!this.#over.aborted) {
        const batch = this.#arrived.splice(0, this.#options.batch);
        if (batch.length === 0) {
          await this.#change.promise;
          continue;
        }
        some = true;
        const deliveries = batch.map(({ content }) => readBody(content));
        const { receive, onError } = this.#options;
        if (await deliverBatch(deliveries, receive, onError, this.#over)) this.#acknowledge(batch);
      }
      if (this.#reason !== undefined && !this.#signal.aborted) throw this.#reason;
      return some;
    } finally {
      await this.#close();
    }
  }

  #acknowledge(batch: readonly ConsumeMessage[]): void {
    const last = batch.at(-1);
    // Without the channel the messages come again on the next one.
    if (last !== undefined && !this.#ended.signal.aborted) this.#channel.ack(last, true);
  }

  /** The server gives the messages that are not acknowledged to the next channel, in order. */
  async #close(): Promise<void> {
    this.#signal.removeEventListener("abort", this.#wake);
    // Settles once the acknowledgements before it have arrived. Rejects if the channel is closed already.
    const closed = this.#channel.close().catch(() => undefined);
    const timer = startTimer(() => this.#link.end(new Error("a channel did not close in time")), closeMs);
    await Promise.race([closed, this.#link.lost]);
    stopTimer(timer);
  }

  #end(reason: Error): void {
    this.#reason ??= reason;
    this.#ended.abort();
    this.#wake();
  }

  readonly #wake = (): void => {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  };
}
