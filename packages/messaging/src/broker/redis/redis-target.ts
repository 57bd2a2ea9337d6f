/** The URL of a Redis server: `redis://user:password@host:port/database?option=value`. */

import type { AddFault, TargetUrl } from "@seamline/core/extend";
import { readAddress } from "../server-address.ts";
import { duration, oneOf, readOptions, textOf, wholeNumber } from "../url-options.ts";

/** What a server has to promise about a crash, from the least. */
export type Durability = "any" | "everysec" | "always";

/** A server, and how it is used. */
export interface RedisTarget {
  /** TLS is used. */
  readonly secure: boolean;
  /** The host's name or address. */
  readonly host: string;
  /** The port. */
  readonly port: number;
  /** The user; `undefined` for the default one. */
  readonly user: string | undefined;
  /** The password; `undefined` without one. */
  readonly password: string | undefined;
  /** The number of the database. */
  readonly database: number;
  /** What the names of keys begin with. */
  readonly prefix: string;
  /** Messages of one batch. */
  readonly batch: number;
  /** Messages of one consumer that are not handled; more are refused. */
  readonly length: number;
  /** What the server has to promise, or it is refused. */
  readonly durability: Durability;
  /** Milliseconds in which a command has to be answered. */
  readonly confirmMs: number;
  /** Milliseconds in which a connection has to be made. */
  readonly connectMs: number;
}

const prefixForm = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

const options = {
  prefix: textOf(prefixForm, "1 to 64 letters, digits, _, . and -, a letter or digit first"),
  batch: wholeNumber(1, 1_000),
  length: wholeNumber(1, 100_000_000),
  durability: oneOf<Durability>("any", "everysec", "always"),
  confirm: duration(100, 300_000),
  connect: duration(100, 60_000),
};

/** Reads the URL; `undefined` if it has a fault. */
export function readRedisTarget(url: TargetUrl, addFault: AddFault): RedisTarget | undefined {
  let isValid = true;
  const count: AddFault = (position, message) => {
    isValid = false;
    addFault(position, message);
  };
  const secure = url.scheme === "rediss";
  const address = readAddress(url, count, 6379);
  if (address === undefined) return undefined;
  const { path = "" } = address;
  if (!/^\d{0,5}$/.test(path)) {
    const position = url.scheme.length + 2 + url.rest.lastIndexOf("/");
    count(position, "expected the number of a database after the host, as in /0");
  }
  const read = readOptions(url, options, count);
  if (!isValid) return undefined;
  const { host, port, user, password } = address;
  const { prefix = "seamline", batch = 100, length = 1_000_000, durability = "any" } = read;
  const { confirm: confirmMs = 10_000, connect: connectMs = 5_000 } = read;
  const server = { secure, host, port, user: user === "" ? undefined : user, password, database: Number(path) };
  return { ...server, prefix, batch, length, durability, confirmMs, connectMs };
}

/** The server as faults name it. */
export function printRedisServer({ host, port, database }: RedisTarget): string {
  const place = host.includes(":") ? `[${host}]` : host;
  return `Redis at ${place}:${port}${database === 0 ? "" : `, database ${database}`}`;
}
