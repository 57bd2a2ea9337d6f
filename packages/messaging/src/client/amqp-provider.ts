/** `amqp()`: adds the schemes amqp and amqps to an application's topology. */

import { connectToAmqp } from "../connection/amqp-connection.ts";
import { type CallBroker, createCallBroker } from "./call-broker.ts";

const ports = { amqp: { port: 5672, secure: false }, amqps: { port: 5671, secure: true } } as const;

/**
 * Creates the provider of AMQP URLs: `SEAMLINE_COURIER=amqp://user:password@broker/vhost?timeout=800ms`.
 * @example
 * ```ts
 * createApplication({ modules, transports: [amqp()], env: process.env });
 * ```
 */
export function amqp(): CallBroker {
  return createCallBroker({ name: "amqp", ports, connectTo: connectToAmqp });
}
