/** Redis Streams as a broker: a connection that publishes, and one for each consumer, on which it waits. */

import { now } from "@seamline/core/internal";
import { Bindings } from "../bindings.ts";
import type {
  Binding,
  Broker,
  BrokerFeatures,
  BrokerMessage,
  BrokerOptions,
  Consumption,
  Delivery,
  PublishFailure,
} from "../broker.ts";
import { findMessageFault } from "../checks.ts";
import { Consumptions } from "../consumptions.ts";
import { pause } from "../pause.ts";
import { Reconnecting } from "../reconnecting.ts";
import { consumeRedis } from "./redis-consumption.ts";
import { connectRedis, type RedisLink } from "./redis-link.ts";
import { checkPromises } from "./redis-promises.ts";
import { addMessages, declareStreams } from "./redis-streams.ts";
import { printRedisServer, type RedisTarget } from "./redis-target.ts";

/** Bytes of one message. */
const maxMessageBytes = 16 << 20;
/** Milliseconds between attempts with a server that loads its data. */
const loadingMs = 100;

/** A broker on a server of Redis. */
export class RedisBroker implements Broker {
  readonly #target: RedisTarget;
  readonly #onError: BrokerOptions["onError"];
  readonly #publishing: Reconnecting<RedisLink>;
  readonly #bindings = new Bindings();
  readonly #consumptions: Consumptions;
  #durable: boolean;

  constructor(target: RedisTarget, { onError }: BrokerOptions) {
    this.#target = target;
    this.#onError = onError;
    this.#durable = target.durability === "always"; // another server is refused
    this.#publishing = this.#createConnection("seamline-publisher");
    this.#consumptions = new Consumptions(printRedisServer(target));
  }

  get features(): BrokerFeatures {
    return { durable: this.#durable, shared: true, maxMessageBytes, redeliveryMs: undefined };
  }

  async open(bindings: readonly Binding[]): Promise<void> {
    const revert = this.#bindings.add(bindings);
    try {
      await this.#publishing.open();
      const link = this.#publishing.current;
      if (link === undefined) throw this.#publishing.absence();
      await declareStreams(this.#target, link, this.#bindings.list());
    } catch (reason) {
      revert();
      throw reason;
    }
  }

  async publish(messages: readonly BrokerMessage[]): Promise<readonly PublishFailure[]> {
    const link = this.#publishing.current;
    if (link === undefined) return messages.map(() => this.#publishing.absence());
    const faults = messages.map((message) => findMessageFault(message, maxMessageBytes));
    const valid = messages.filter((_, index) => faults[index] === undefined);
    const unbound = new Set<string>();
    const outcomes = [...(await addMessages(this.#target, link, valid, ({ type }) => unbound.add(type)))];
    const own = this.#bindings.list();
    // They were deleted since: the message that was refused finds them when it is sent again.
    if (own.some(({ types }) => types.some((type) => unbound.has(type)))) {
      await declareStreams(this.#target, link, own).catch(this.#onError);
    }
    return faults.map((fault) => fault ?? outcomes.shift());
  }

  async consume(consumer: string, receive: (batch: readonly Delivery[]) => Promise<void>): Promise<Consumption> {
    this.#bindings.assertBound(consumer);
    return this.#consumptions.start(consumer, async () => {
      const connection = this.#createConnection("seamline-consumer");
      await connection.open();
      return consumeRedis({
        connection,
        target: this.#target,
        consumer,
        declare: (link) => declareStreams(this.#target, link, this.#bindings.list(consumer)),
        receive,
        onError: this.#onError,
      });
    });
  }

  async close(): Promise<void> {
    await this.#consumptions.close();
    await this.#publishing.close();
  }

  #createConnection(purpose: string): Reconnecting<RedisLink> {
    return new Reconnecting({
      server: printRedisServer(this.#target),
      onError: this.#onError,
      connect: (signal) => this.#connect(purpose, signal),
    });
  }

  async #connect(purpose: string, signal: AbortSignal): Promise<RedisLink> {
    const link = await connectRedis(this.#target, purpose, signal);
    try {
      const end = now() + this.#target.connectMs;
      await untilLoaded(() => this.#prepare(link), end);
      return link;
    } catch (reason) {
      await link.close();
      throw reason;
    }
  }

  /** Another server may be at the address than before, and what was declared may have been deleted. */
  async #prepare(link: RedisLink): Promise<void> {
    this.#durable = await checkPromises(this.#target, link);
    await declareStreams(this.#target, link, this.#bindings.list());
  }
}

/** Repeats work with a server that has started and loads its data, until a time. */
async function untilLoaded(work: () => Promise<void>, end: number): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (reason) {
      const isLoading = /^(?:LOADING|MASTERDOWN|BUSY) /.test(reason instanceof Error ? reason.message : "");
      if (!isLoading || now() > end) throw reason;
    }
    await pause(loadingMs);
  }
}
