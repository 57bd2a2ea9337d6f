/** The URL of a broker for calls: `nats://[user:password@]host[:port][/path][?timeout=800ms&prefix=seamline]`. */

import type { AddFault, TargetUrl } from "@seamline/core/extend";
import { readAddress } from "../broker/server-address.ts";
import { duration, readOptions, textOf } from "../broker/url-options.ts";
import { defaultPrefix } from "./connection.ts";

/** A broker, and the settings of calls over it. */
export interface CallTarget {
  /** A host name or an address, IPv6 without brackets. */
  readonly host: string;
  /** 1 to 65,535. */
  readonly port: number;
  /** The name to log in with; `undefined` if the URL has none. */
  readonly user: string | undefined;
  /** `undefined` if the URL has none. Never printed. */
  readonly password: string | undefined;
  /** The text after the host and its slash, decoded; `undefined` without the slash. */
  readonly path: string | undefined;
  /** `true` over TLS. */
  readonly secure: boolean;
  /** The beginning of the names of queues and subjects. */
  readonly prefix: string;
  /** Milliseconds of a call whose caller sets no timeout; `undefined` if the URL sets none. */
  readonly timeoutMs: number | undefined;
  /** Scheme, host and port, for messages. */
  readonly address: string;
}

const options = {
  timeout: duration(1, 2 ** 31 - 1),
  prefix: textOf(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "1 to 64 letters, digits, dashes and underscores"),
};

/** Reads a URL. Adds a fault for everything that cannot work, none of which shows the password. */
export function readCallTarget(
  url: TargetUrl,
  addFault: AddFault,
  ports: Readonly<Record<string, { readonly port: number; readonly secure: boolean }>>,
): CallTarget | undefined {
  const { scheme } = url;
  const { port: usual, secure } = ports[scheme] as { port: number; secure: boolean };
  const found = readAddress(url, addFault, usual);
  const { prefix = defaultPrefix, timeout: timeoutMs } = readOptions(url, options, addFault);
  if (found === undefined) return undefined;
  const { host, port } = found;
  return { ...found, secure, prefix, timeoutMs, address: `${scheme}://${printHost(host)}:${port}` };
}

/** Prints a host as URLs have it: addresses of IPv6 in brackets. */
export function printHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Tests for a broker that only processes of this machine reach. */
export function isLoopback({ host }: CallTarget): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host);
}
