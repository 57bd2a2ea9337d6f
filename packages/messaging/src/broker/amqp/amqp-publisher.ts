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
  readonly #calls = new Set<Set<string>>();
  #isClosed = false;

  private constructor(link: AmqpLink, channel: ConfirmChannel) {
    this.link = link;
    this.#channel = channel;
    this.lost = link.lost;
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
      for (const returned of this.#calls) returned.add(messageId);
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

  /** Collects the ids of messages that are returned, until `forget`. A return precedes its confirm. */
  collectReturns(): { readonly returned: ReadonlySet<string>; forget(): void } {
    const returned = new Set<string>();
    this.#calls.add(returned);
    return { returned, forget: () => this.#calls.delete(returned) };
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
  const { returned, forget } = link.collectReturns();
  const { confirmMs } = target;
  // What is not confirmed by then is given up together with the connection: a server that is short of
  // memory reads nothing, and without an end this process would hold all that it cannot send.
  const timer = startTimer(() => {
    const reason = link.blocked === undefined ? "it is slow or silent" : `it takes nothing: ${link.blocked}`;
    link.end(new Error(`no confirm within ${confirmMs} ms; ${reason}`));
  }, confirmMs);
  const lost = link.lost.then((reason) => new Error(`no confirm: ${reason.message}`, { cause: reason }));
  try {
    const published = messages.map((message) => {
      const fault = findMessageFault(message, maxAmqpMessageBytes);
      if (fault !== undefined) return Promise.resolve(fault);
      const { promise, resolve } = Promise.withResolvers<PublishFailure>();
      link.send(exchangeName(target), message, (reason) => {
        if (reason !== undefined)
          return resolve(new Error(`RabbitMQ refused it: ${reason.message}`, { cause: reason }));
        if (!returned.has(message.id)) return resolve(undefined);
        onUnbound(message);
        resolve(unboundFailure(message));
      });
      return Promise.race([promise, lost]);
    });
    return await Promise.all(published);
  } finally {
    stopTimer(timer);
    forget();
  }
}
