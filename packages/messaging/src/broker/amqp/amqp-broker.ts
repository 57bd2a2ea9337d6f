/**
 * RabbitMQ as a broker. It has two connections: a server that is short of memory stops reading from those
 * that publish, and acknowledgements on the same one would be stuck behind.
 */

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
import { Consumptions } from "../consumptions.ts";
import { Reconnecting } from "../reconnecting.ts";
import { consumeAmqp } from "./amqp-consumption.ts";
import { type AmqpLink, connectAmqp } from "./amqp-link.ts";
import { maxAmqpMessageBytes, PublishingLink, publishAmqp } from "./amqp-publisher.ts";
import { type AmqpTarget, printAmqpServer } from "./amqp-target.ts";
import { declareTopology, queueName } from "./amqp-topology.ts";

/** A broker on a server of RabbitMQ. */
export class AmqpBroker implements Broker {
  readonly features: BrokerFeatures = {
    durable: true,
    shared: true,
    maxMessageBytes: maxAmqpMessageBytes,
    redeliveryMs: undefined,
  };
  readonly #target: AmqpTarget;
  readonly #onError: BrokerOptions["onError"];
  readonly #publishing: Reconnecting<PublishingLink>;
  readonly #consuming: Reconnecting<AmqpLink>;
  readonly #bindings = new Bindings();
  readonly #consumptions: Consumptions;

  constructor(target: AmqpTarget, { onError }: BrokerOptions) {
    this.#target = target;
    this.#onError = onError;
    const server = printAmqpServer(target);
    const connectConsuming = (signal: AbortSignal): Promise<AmqpLink> =>
      connectAmqp(target, "seamline consumers", signal);
    this.#publishing = new Reconnecting({ server, onError, connect: (signal) => this.#connectPublishing(signal) });
    this.#consuming = new Reconnecting({ server, onError, connect: connectConsuming });
    this.#consumptions = new Consumptions(server);
  }

  async open(bindings: readonly Binding[]): Promise<void> {
    const revert = this.#bindings.add(bindings);
    try {
      await this.#publishing.open();
      const link = this.#publishing.current;
      if (link === undefined) throw this.#publishing.absence();
      await declareTopology(this.#target, link.link, this.#bindings.list());
    } catch (reason) {
      revert();
      throw reason;
    }
  }

  async publish(messages: readonly BrokerMessage[]): Promise<readonly PublishFailure[]> {
    const unbound = new Set<string>();
    const outcomes = await publishAmqp(this.#publishing, this.#target, messages, ({ type }) => unbound.add(type));
    const own = this.#bindings.list().flatMap(({ types }) => types);
    if (own.some((type) => unbound.has(type))) await this.#declareAgain();
    return outcomes;
  }

  async consume(consumer: string, receive: (batch: readonly Delivery[]) => Promise<void>): Promise<Consumption> {
    this.#bindings.assertBound(consumer);
    return this.#consumptions.start(consumer, async () => {
      await this.#consuming.open();
      return consumeAmqp({
        connection: this.#consuming,
        queue: queueName(this.#target, consumer),
        batch: this.#target.batch,
        declare: (link) => declareTopology(this.#target, link, this.#bindings.list(consumer)),
        receive,
        onError: this.#onError,
      });
    });
  }

  async close(): Promise<void> {
    await this.#consumptions.close();
    await Promise.all([this.#publishing.close(), this.#consuming.close()]);
  }

  /** A queue was deleted since: the message that came back finds it when it is sent again. */
  async #declareAgain(): Promise<void> {
    const link = this.#publishing.current?.link;
    if (link === undefined) return;
    await declareTopology(this.#target, link, this.#bindings.list()).catch(this.#onError);
  }

  async #connectPublishing(signal: AbortSignal): Promise<PublishingLink> {
    const link = await connectAmqp(this.#target, "seamline publisher", signal);
    try {
      // What was declared before may have been deleted since.
      await declareTopology(this.#target, link, this.#bindings.list());
      return await PublishingLink.create(link);
    } catch (reason) {
      await link.close();
      throw reason;
    }
  }
}
