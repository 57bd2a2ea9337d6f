/** The address of a broker in a URL: `nats://[user:password@]host[:port][/path]`, and its options. */

import type { AddFault, TargetUrl } from "@seamline/core/extend";
import { policyNames, suggest } from "@seamline/core/internal";
import { defaultPrefix } from "./connection.ts";

/** A broker, and the settings of calls over it. */
export interface CallTarget {
  /** A host name or an address, IPv6 in brackets. */
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

const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]+\])$/;
const prefixPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const known = ["timeout", "prefix", ...policyNames];

/** Reads a URL. Adds a fault for everything that cannot work, none of which shows the password. */
export function readCallTarget(
  url: TargetUrl,
  addFault: AddFault,
  ports: Readonly<Record<string, { readonly port: number; readonly secure: boolean }>>,
): CallTarget | undefined {
  const { scheme, rest } = url;
  const { port: usual, secure } = ports[scheme] as { port: number; secure: boolean };
  const { prefix, timeoutMs } = readOptions(url, addFault);
  const start = scheme.length + 1;
  const fault = (offset: number, message: string): undefined => {
    addFault(start + offset, message);
  };
  const form = `${scheme}://user:password@host:${usual}`;
  if (!rest.startsWith("//")) return fault(0, `expected // after ${scheme}:, as in ${form}`);
  const hostAt = Math.max(rest.lastIndexOf("@") + 1, 2);
  if (rest.includes("#")) return fault(0, "expected no fragment; write %23 for a # in a name or password");
  const slash = rest.indexOf("/", hostAt);
  const place = rest.slice(hostAt, slash < 0 ? undefined : slash);
  const colon = /:[^:\]]*$/.exec(place)?.index ?? place.length;
  const host = place.slice(0, colon);
  const digits = place.slice(colon + 1);
  if (!hostPattern.test(host)) {
    return fault(hostAt, `expected a host name or address, as in ${form}; escape / ? # @ of a password`);
  }
  const port = colon === place.length ? usual : /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (port < 1 || port > 65_535) return fault(hostAt + colon + 1, "expected a port from 1 to 65535");
  const [user, password] = rest.slice(2, Math.max(hostAt - 1, 2)).split(/:(.*)/s);
  try {
    return {
      host,
      port,
      user: user ? decodeURIComponent(user) : undefined,
      password: password === undefined ? undefined : decodeURIComponent(password),
      path: slash < 0 ? undefined : decodeURIComponent(rest.slice(slash + 1)),
      secure,
      prefix,
      timeoutMs,
      address: `${scheme}://${host}:${port}`,
    };
  } catch {
    return fault(2, "expected valid percent escapes in the user, password and path; write %25 for a %");
  }
}

/** Tests for a broker that only processes of this machine reach. */
export function isLoopback({ host }: CallTarget): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);
}

function readOptions(url: TargetUrl, addFault: AddFault): { prefix: string; timeoutMs: number | undefined } {
  let prefix = defaultPrefix;
  let timeoutMs: number | undefined;
  for (const { name, value, position } of url.options) {
    if (name === "timeout") {
      timeoutMs = parseDuration(value);
      if (timeoutMs !== undefined) continue;
      addFault(position, `timeout: expected a duration such as 800ms or 2s, found ${JSON.stringify(value)}`);
    } else if (name === "prefix") {
      if (prefixPattern.test(value)) prefix = value;
      else addFault(position, "prefix: expected 1 to 64 letters, digits, dashes and underscores");
    } else {
      addFault(position - name.length - 1, `unknown option ${JSON.stringify(name)}; ${suggest(name, known)}`);
    }
  }
  return { prefix, timeoutMs };
}

/** Reads `800ms` or `1.5s` as milliseconds, positive and below 2^31. */
function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,10}(?:\.\d{1,6})?)(ms|s)$/.exec(text);
  const milliseconds = match === null ? 0 : Number(match[1]) * (match[2] === "s" ? 1000 : 1);
  return milliseconds > 0 && milliseconds < 2 ** 31 ? milliseconds : undefined;
}
