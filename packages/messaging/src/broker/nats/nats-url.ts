/** The URL of the NATS broker: `nats://user:password@host:4222,host2?prefix=shop&storage=file`. */

import type { AddFault, TargetUrl } from "@seamline/core/extend";
import { readAddress, type ServerAddress } from "../server-address.ts";
import { oneOf, readOptions, textOf, wholeNumber } from "../url-options.ts";

/** The schemes; the second needs TLS. */
export const natsSchemes = ["nats", "nats+tls"] as const;

/** A URL of the NATS broker that was read. */
export interface NatsUrl {
  /** At least one, all of one cluster. */
  readonly servers: readonly ServerAddress[];
  /** `true` over TLS only. */
  readonly secure: boolean;
  /** The names of the stream and of the bucket begin with it. */
  readonly prefix: string;
  /** The most messages of a batch. */
  readonly batch: number;
  /** Where the server keeps messages. */
  readonly storage: "file" | "memory";
  /** Servers that keep a copy. */
  readonly replicas: number;
  /** The most messages that the stream keeps; `undefined` if the URL does not set it. */
  readonly capacity: number | undefined;
}

const options = {
  prefix: textOf(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'a name of 1 to 64 letters, digits, "-" and "_"'),
  batch: wholeNumber(1, 10_000),
  storage: oneOf("file", "memory"),
  replicas: wholeNumber(1, 5),
  capacity: wholeNumber(1, 1_000_000_000),
};

/** Reads a URL. Adds a fault for everything that cannot work; none shows a password. */
export function readNatsUrl(url: TargetUrl, addFault: AddFault): NatsUrl {
  const {
    prefix = "seamline",
    batch = 100,
    storage = "file",
    replicas = 1,
    capacity,
  } = readOptions(url, options, addFault);
  if (storage === "memory" && capacity === undefined) {
    addFault(
      0,
      "storage=memory: expected the option capacity with it, found none; the memory of the server has an end",
    );
  }
  return {
    servers: readServers(url, addFault),
    secure: url.scheme === "nats+tls",
    prefix,
    batch,
    storage,
    replicas,
    capacity,
  };
}

/** All hosts have the user and the password that stand before the first. */
function readServers(url: TargetUrl, addFault: AddFault): readonly ServerAddress[] {
  const { rest, scheme } = url;
  const at = rest.lastIndexOf("@") + 1;
  const credentials = at === 0 ? "//" : rest.slice(0, at);
  const hosts = rest.slice(at === 0 ? 2 : at).split(",");
  const servers: ServerAddress[] = [];
  let skipped = 0;
  for (const host of rest.startsWith("//") ? hosts : [rest]) {
    const one = { ...url, rest: rest.startsWith("//") ? `${credentials}${host}` : host };
    const shift = skipped;
    const start = scheme.length + 1 + credentials.length;
    const server = readAddress(
      one,
      (position, message) => addFault(position >= start ? position + shift : position, message),
      4222,
    );
    skipped += host.length + 1;
    if (server === undefined) break;
    if (server.path !== undefined) {
      addFault(
        start + shift,
        `expected nothing after the host, found /${server.path}; the option prefix names the stream`,
      );
    }
    servers.push(server);
  }
  return servers;
}

/** Prints the servers for people, without credentials. */
export function printServers({ servers }: NatsUrl): string {
  return servers.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`).join(",");
}
