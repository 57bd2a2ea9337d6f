/** The URL of a RabbitMQ server: `amqp://user:password@host:port/vhost?option=value`. */

import type { AddFault, TargetUrl } from "@seamline/core/extend";
import { readAddress } from "../server-address.ts";
import { duration, readOptions, textOf, wholeNumber } from "../url-options.ts";

/** A server, and how it is used. */
export interface AmqpTarget {
  /** TLS is used. */
  readonly secure: boolean;
  /** The host's name or address. */
  readonly host: string;
  /** The port. */
  readonly port: number;
  /** The user. */
  readonly user: string;
  /** The password. */
  readonly password: string;
  /** The virtual host. */
  readonly vhost: string;
  /** What the names of exchanges and queues begin with. */
  readonly prefix: string;
  /** Messages of one batch, and unacknowledged ones of one consumer. */
  readonly batch: number;
  /** Deliveries of one message before RabbitMQ gives it up. */
  readonly deliveries: number;
  /** Milliseconds in which published messages have to be confirmed. */
  readonly confirmMs: number;
  /** Milliseconds in which a connection has to be made. */
  readonly connectMs: number;
  /** Seconds between heartbeats; a server that is silent for two of them counts as lost. */
  readonly heartbeat: number;
}

const prefixForm = /^(?!amq\.)[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

const options = {
  prefix: textOf(prefixForm, "1 to 64 letters, digits, _, . and -, a letter or digit first and not amq."),
  batch: wholeNumber(1, 1_000),
  deliveries: wholeNumber(1, 1_000_000_000),
  confirm: duration(100, 300_000),
  connect: duration(100, 60_000),
  heartbeat: wholeNumber(1, 600),
};

/** Reads the URL; `undefined` if it has a fault. */
export function readAmqpTarget(url: TargetUrl, addFault: AddFault): AmqpTarget | undefined {
  let isValid = true;
  const count: AddFault = (position, message) => {
    isValid = false;
    addFault(position, message);
  };
  const secure = url.scheme === "amqps";
  const address = readAddress(url, count, secure ? 5671 : 5672);
  if (address === undefined) return undefined;
  const read = readOptions(url, options, count);
  if (!isValid) return undefined;
  const { host, port, user = "guest", password = "guest", path = "" } = address;
  const { prefix = "seamline", batch = 100, deliveries = 1_000_000, heartbeat = 10 } = read;
  const { confirm: confirmMs = 10_000, connect: connectMs = 5_000 } = read;
  const vhost = path === "" ? "/" : path; // as in all clients of RabbitMQ
  const server = { secure, host, port, user, password, vhost };
  return { ...server, prefix, batch, deliveries, confirmMs, connectMs, heartbeat };
}

/** The server as faults name it. */
export function printAmqpServer({ host, port, vhost }: AmqpTarget): string {
  const place = host.includes(":") ? `[${host}]` : host;
  return `RabbitMQ at ${place}:${port}${vhost === "/" ? "" : `, virtual host ${vhost}`}`;
}
