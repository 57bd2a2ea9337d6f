/** `amqpBroker()`: adds RabbitMQ, by URLs of amqp and amqps, to an application's brokers. */

import type { BrokerProvider } from "../broker-provider.ts";
import { AmqpBroker } from "./amqp-broker.ts";
import { readAmqpTarget } from "./amqp-target.ts";

/**
 * Creates the provider of RabbitMQ, by AMQP 0-9-1:
 * `SEAMLINE_EVENTS=amqp://user:password@rabbit:5672/vhost?prefix=shop`.
 *
 * | option | meaning | default |
 * |---|---|---|
 * | `prefix` | what the names of exchanges and queues begin with | `seamline` |
 * | `batch` | messages handed on at once, 1 to 1000 | `100` |
 * | `deliveries` | deliveries of one message before RabbitMQ gives it up, 1 to 1000000000 | `1000000` |
 * | `confirm` | time in which a published message has to be confirmed, 100ms to 300s | `10s` |
 * | `connect` | time in which a connection has to be made, 100ms to 60s | `5s` |
 * | `heartbeat` | seconds between heartbeats, 1 to 600; a server silent for two of them is lost | `10` |
 */
export function amqpBroker(): BrokerProvider {
  return {
    name: "RabbitMQ",
    schemes: ["amqp", "amqps"],
    read(url, addFault) {
      const target = readAmqpTarget(url, addFault);
      return {
        settings:
          target === undefined
            ? {}
            : {
                prefix: target.prefix,
                batch: String(target.batch),
                deliveries: String(target.deliveries),
                confirm: `${target.confirmMs}ms`,
                connect: `${target.connectMs}ms`,
                heartbeat: `${target.heartbeat}s`,
              },
        create(options) {
          if (target === undefined)
            throw new TypeError(`the ${url.scheme}: URL cannot be used: its faults have been reported`);
          return new AmqpBroker(target, options);
        },
      };
    },
  };
}
