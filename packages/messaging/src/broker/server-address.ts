/** The address of a broker's server in a URL, with a user and a password. */

import type { AddFault, TargetUrl } from "@seamline/core/extend";

/** Where a broker is, and as whom to enter. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** `undefined` if the URL has none. */
  readonly user: string | undefined;
  /** `undefined` if the URL has none. Never printed. */
  readonly password: string | undefined;
  /** What follows the first slash after the host, decoded; `undefined` without that slash. */
  readonly path: string | undefined;
}

const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]+\])$/;

/**
 * Reads `//user:password@host:port/path`. Adds a fault and returns `undefined` for a part that is not
 * valid; a fault has no part of the password.
 */
export function readAddress(url: TargetUrl, addFault: AddFault, defaultPort: number): ServerAddress | undefined {
  const { scheme, rest } = url;
  const start = scheme.length + 1;
  const fault = (offset: number, message: string): undefined => void addFault(start + offset, message);
  const form = `${scheme}://user:password@host:${defaultPort}`;
  if (!rest.startsWith("//")) return fault(0, `expected // after ${scheme}:, as in ${form}`);
  const at = rest.lastIndexOf("@");
  if (at < 0 && url.text.includes("@")) {
    return fault(2, "expected no ? in a user or password, and no @ in an option; write %3F and %40");
  }
  if (/[/#]/.test(rest.slice(2, Math.max(at, 2)))) {
    return fault(2, "expected no / and no # in a user or password, and no @ after the host; write %2F, %23 and %40");
  }
  const hostAt = at < 0 ? 2 : at + 1;
  const hash = rest.indexOf("#", hostAt);
  if (hash >= 0) return fault(hash, "expected no fragment; write %23 for a # in a name or password");
  const slash = rest.indexOf("/", hostAt);
  const place = rest.slice(hostAt, slash < 0 ? undefined : slash);
  const colon = /:[^:\]]*$/.exec(place)?.index ?? place.length;
  const host = place.slice(0, colon);
  const port = colon === place.length ? defaultPort : readPort(place.slice(colon + 1));
  if (!hostPattern.test(host)) {
    // Without a valid host an unescaped character of the password may be what was taken for one.
    return fault(
      hostAt,
      `expected a host name or address, as in ${form}; escape / ? # @ of a password as %2F %3F %23 %40`,
    );
  }
  if (port === undefined) return fault(hostAt + colon + 1, "expected a port from 1 to 65535");
  const credentials = at < 0 ? undefined : rest.slice(2, at);
  const separator = credentials?.indexOf(":") ?? -1;
  try {
    return {
      host: host.startsWith("[") ? host.slice(1, -1) : host,
      port,
      user:
        credentials === undefined
          ? undefined
          : decodeURIComponent(credentials.slice(0, separator < 0 ? undefined : separator)),
      password:
        credentials === undefined || separator < 0 ? undefined : decodeURIComponent(credentials.slice(separator + 1)),
      path: slash < 0 ? undefined : decodeURIComponent(rest.slice(slash + 1)),
    };
  } catch {
    return fault(2, "expected valid percent escapes in the user, password and path; write %25 for a %");
  }
}

function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
