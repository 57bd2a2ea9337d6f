/**
 * The exchanges and queues in RabbitMQ. Events go to one topic exchange, `<prefix>.events`; each consumer
 * has a quorum queue, `<prefix>.<consumer>`, bound to its types; what RabbitMQ itself gives up goes
 * through the exchange `<prefix>.dead.letters` into the queue of that name.
 */

import type { Channel } from "amqplib";
import type { Binding } from "../broker.ts";
import type { AmqpLink } from "./amqp-link.ts";
import { type AmqpTarget, printAmqpServer } from "./amqp-target.ts";

/** The exchange of events. */
export function exchangeName({ prefix }: AmqpTarget): string {
  return `${prefix}.events`;
}

/** The queue of a consumer. */
export function queueName({ prefix }: AmqpTarget, consumer: string): string {
  return `${prefix}.${consumer}`;
}

function deadName({ prefix }: AmqpTarget): string {
  return `${prefix}.dead.letters`; // the name of a consumer has no dot
}

/**
 * Declares the exchanges and the queues of consumers with their bindings.
 * @throws {Error} naming what was expected and found, if one exists with other properties.
 */
export async function declareTopology(target: AmqpTarget, link: AmqpLink, bindings: readonly Binding[]): Promise<void> {
  let refusal: Error | undefined;
  const run = async (): Promise<void> => {
    const channel = await link.model.createChannel();
    channel.on("error", (reason) => {
      refusal = reason;
    });
    await declare(target, channel, bindings);
    await channel.close();
  };
  try {
    await link.answer("the declaration of exchanges and queues", run());
  } catch (reason) {
    throw explain(target, refusal ?? reason);
  }
}

async function declare(target: AmqpTarget, channel: Channel, bindings: readonly Binding[]): Promise<void> {
  const [events, dead] = [exchangeName(target), deadName(target)];
  await channel.assertExchange(events, "topic", { durable: true });
  await channel.assertExchange(dead, "fanout", { durable: true });
  await channel.assertQueue(dead, { durable: true, arguments: { "x-queue-type": "quorum" } });
  await channel.bindQueue(dead, dead, "");
  for (const { consumer, types } of bindings) {
    const queue = queueName(target, consumer);
    const properties = {
      "x-queue-type": "quorum",
      // With a second consumer at the same time there would be no order.
      "x-single-active-consumer": true,
      "x-delivery-limit": target.deliveries, // without a number, versions from 4 take 20
      "x-dead-letter-exchange": dead,
      // A message is not lost on its way to the queue of dead ones; this needs the overflow below.
      "x-dead-letter-strategy": "at-least-once",
      "x-overflow": "reject-publish",
    };
    await channel.assertQueue(queue, { durable: true, arguments: properties });
    for (const type of types) await channel.bindQueue(queue, events, type);
  }
}

const mismatch =
  /inequivalent arg '([^']+)' for (queue|exchange) '([^']+)' in vhost .*: received (.+?) but current is ([^"]+)/;

function explain(target: AmqpTarget, cause: unknown): Error {
  const server = printAmqpServer(target);
  const text = cause instanceof Error ? cause.message : String(cause);
  const [, name, kind, thing, wanted = "", found = ""] = mismatch.exec(text) ?? [];
  if (kind === undefined) return new Error(`${server} refused an exchange or queue: ${text}`, { cause });
  return new Error(
    `the ${kind} ${thing} of ${server}: expected ${name} ${plain(wanted)}, found ${plain(found)}. RabbitMQ cannot change ` +
      `this: let consumers empty the queue and delete the ${kind}, or set a new ?prefix= in every process`,
    { cause },
  );
}

/** `the value 'quorum' of type 'longstr'` becomes `quorum`. */
function plain(text: string): string {
  return /^the value '(.*)' of type/.exec(text)?.[1] ?? text.replaceAll("'", "").trim();
}
