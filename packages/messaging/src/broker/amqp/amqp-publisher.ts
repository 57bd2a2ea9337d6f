/** Publishes to RabbitMQ: a message is published once it is confirmed and was not returned before. */

import { startTimer, stopTimer } from "@seamline/core/internal";
import type { ConfirmChannel, Message } from "amqplib";
import type { BrokerMessage, PublishFailure } from "../broker.ts";
import { findMessageFault, unboundFailure } from "../checks.ts";
import type { Link, Reconnecting } from "../reconnecting.ts";
import type { AmqpLink } from "./amqp-link.ts";
import type { AmqpTarget } from "./amqp-target.ts";
import { exchangeName } from "./amqp-topology.ts";

/** The content type of a CloudEvent in structured mode. */
const contentType = "application/cloudevents+json";
/** Bytes of one message; RabbitMQ 4 takes no larger ones by default. */
export const maxAmqpMessageBytes: number = 16 << 20;

/** A connection with a channel that confirms. */
export class PublishingLink implements Link {
  readonly lost: Promise<Error>;
  /** The connection. */
  readonly link: AmqpLink;
  readonly #channel: ConfirmChannel;
  readonly #publications = new Set<Publication>();
  #isClosed = false;

  private constructor(link: AmqpLink, channel: ConfirmChannel) {
    this.link = link;
    this.#channel = channel;
    this.lost = link.lost;
    // Once for all publications: what waits for `lost` is kept as long as the connection.
    void link.lost.then((reason) => {
      for (const publication of this.#publications) publication.lose(reason);
    });
    // The server closes the channel for what it refuses, such as an exchange that was deleted.
    let refusal: Error | undefined;
    channel.on("error", (reason) => {
      refusal = reason;
    });
    // Before the library fails the messages at work, so that they fail for this reason.
    channel.prependListener("close", () => {
      this.#isClosed = true;
      // After the connection, if that is closed as well: its reason is the better one.
      queueMicrotask(() => link.end(refusal ?? new Error("the channel was closed")));
    });
    channel.on("return", (message: Message) => {
      const { messageId } = message.properties;
      for (const { returned } of this.#publications) returned.add(messageId);
    });
  }

  /** Adds the channel to a connection. */
  static async create(link: AmqpLink): Promise<PublishingLink> {
    return new PublishingLink(link, await link.model.createConfirmChannel());
  }

  /** Sends one message; `settle` is called once, unless the connection is lost before. */
  send(exchange: string, message: BrokerMessage, settle: (reason?: Error) => void): void {
    const options = { persistent: true, mandatory: true, contentType, messageId: message.id };
    this.#channel.publish(exchange, message.type, Buffer.from(message.text), options, (reason) => {
      if (!this.#isClosed) settle(reason ?? undefined);
    });
  }

  /** Adds a publication: it receives what is returned, and the loss of the connection. */
  add(publication: Publication): void {
    this.#publications.add(publication);
  }

  /** Removes a publication. */
  remove(publication: Publication): void {
    this.#publications.delete(publication);
  }

  /** The reason for which the server reads nothing. */
  get blocked(): string | undefined {
    return this.link.blocked;
  }

  end(reason: Error): void {
    this.link.end(reason);
  }

  async close(): Promise<void> {
    await this.link.close();
  }
}

/** Messages on their way: settled once each is confirmed or has failed. */
class Publication {
  /** The ids of messages that no queue takes. A return precedes its confirm. */
  readonly returned: Set<string> = new Set();
  readonly #failures: PublishFailure[] = [];
  readonly #settled: boolean[];
  readonly #done: PromiseWithResolvers<readonly PublishFailure[]> = Promise.withResolvers();
  #left: number;

  constructor(messages: number) {
    this.#left = messages;
    this.#settled = Array.from({ length: messages }, () => false);
    this.#failures.length = messages;
    if (messages === 0) this.#done.resolve([]);
  }

  /** The failures, in the order of the messages; `undefined` where one is confirmed. */
  get failures(): Promise<readonly PublishFailure[]> {
    return this.#done.promise;
  }

  /** Settles one message; the first outcome counts. */
  settle(index: number, failure: PublishFailure): void {
    if (this.#settled[index] !== false) return;
    this.#settled[index] = true;
    this.#failures[index] = failure;
    this.#left -= 1;
    if (this.#left === 0) this.#done.resolve(this.#failures);
  }

  /** Fails what is not settled. */
  lose(reason: Error): void {
    const failure = new Error(`no confirm: ${reason.message}`, { cause: reason });
    for (let index = 0; index < this.#settled.length; index += 1) this.settle(index, failure);
  }
}

/**
 * Publishes messages in order. Settles once each is confirmed or has failed, in bounded time.
 * @param onUnbound receives a message that no queue takes.
 */
export async function publishAmqp(
  connection: Reconnecting<PublishingLink>,
  target: AmqpTarget,
  messages: readonly BrokerMessage[],
  onUnbound: (message: BrokerMessage) => void,
): Promise<readonly PublishFailure[]> {
  const link = connection.current;
  if (link === undefined) return messages.map(() => connection.absence());
  const { confirmMs } = target;
  const exchange = exchangeName(target);
  const publication = new Publication(messages.length);
  link.add(publication);
  // What is not confirmed by then is given up together with the connection: a server that is short of
  // memory reads nothing, and without an end this process would hold all that it cannot send.
  const timer = startTimer(() => {
    const reason = link.blocked === undefined ? "it is slow or silent" : `it takes nothing: ${link.blocked}`;
    link.end(new Error(`no confirm within ${confirmMs} ms; ${reason}`));
  }, confirmMs);
  try {
    for (const [index, message] of messages.entries()) {
      const fault = findMessageFault(message, maxAmqpMessageBytes);
      if (fault !== undefined) {
        publication.settle(index, fault);
        continue;
      }
      link.send(exchange, message, (reason) => {
        if (reason !== undefined) {
          publication.settle(index, new Error(`RabbitMQ refused it: ${reason.message}`, { cause: reason }));
        } else if (publication.returned.has(message.id)) {
          onUnbound(message);
          publication.settle(index, unboundFailure(message));
        } else publication.settle(index, undefined);
      });
    }
    return await publication.failures;
  } finally {
    stopTimer(timer);
    link.remove(publication);
  }
}
