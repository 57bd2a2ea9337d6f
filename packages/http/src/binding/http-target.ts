/**
 * The address of an HTTP callee: `http(s)://host[:port][/base]` or `http+unix:///run/service.sock`.
 */

import type { AddFault } from "@seamline/core/extend";
import { isDeniedHost } from "./denied-addresses.ts";

/** The destination of requests. */
export interface HttpTarget {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The path of a Unix socket to connect to instead of the origin's host. */
  readonly socketPath: string | undefined;
  /**
   * The prefix of every operation's path; empty, or with a slash at the beginning and none at the
   * end.
   */
  readonly basePath: string;
}

/** The URL schemes of this transport. */
export const schemes: readonly string[] = ["http", "https", "http+unix"];

const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]+\])$/;
const segmentPattern = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+$/;

/**
 * Reads the part of a URL after its scheme and colon, up to the options. Adds a fault, its position
 * counted from the start of the URL, for an invalid part, and returns `undefined` then.
 * @param allowLinkLocal allows link-local and metadata addresses.
 */
export function parseTarget(
  scheme: string,
  rest: string,
  addFault: AddFault,
  allowLinkLocal: boolean = false,
): HttpTarget | undefined {
  const start = scheme.length + 1;
  const hash = rest.indexOf("#");
  if (hash >= 0) return fault(addFault, start + hash, "expected no fragment; remove # and what follows it");
  if (!rest.startsWith("//")) {
    return fault(addFault, start, `expected // after ${scheme}:, found ${JSON.stringify(rest.slice(0, 16))}`);
  }
  return scheme === "http+unix"
    ? parseSocket(rest, start, addFault)
    : parseHost(scheme, rest, start, addFault, allowLinkLocal);
}

function parseSocket(rest: string, start: number, addFault: AddFault): HttpTarget | undefined {
  const path = rest.slice(2);
  if (!/^\/[^\0]+$/.test(path) || path.endsWith("/")) {
    return fault(addFault, start + 2, "expected the absolute path of a socket, as in http+unix:///run/service.sock");
  }
  return { origin: "http://localhost", socketPath: path, basePath: "" };
}

function parseHost(
  scheme: string,
  rest: string,
  start: number,
  addFault: AddFault,
  allowLinkLocal: boolean,
): HttpTarget | undefined {
  const slash = rest.indexOf("/", 2);
  const authority = rest.slice(2, slash < 0 ? undefined : slash);
  const at = authority.lastIndexOf("@");
  if (at >= 0) {
    return fault(
      addFault,
      start + 2,
      "expected no user or password before the host; calls are signed by SEAMLINE_KEYS",
    );
  }
  const colon = /:[^:\]]*$/.exec(authority)?.index ?? authority.length;
  const host = authority.slice(0, colon);
  const port = authority.slice(colon + 1);
  if (!hostPattern.test(host) || !URL.canParse(`http://${host}`)) {
    return fault(addFault, start + 2, `expected a host name or address, found ${JSON.stringify(host)}`);
  }
  if (!allowLinkLocal && isDeniedHost(new URL(`http://${host}`).hostname)) {
    const found = `expected the address of a service, found ${host}, where machines keep their credentials`;
    return fault(addFault, start + 2, `${found}; if it is a service, set http({ allowLinkLocal: true })`);
  }
  if (colon < authority.length && !isPort(port)) {
    return fault(addFault, start + 3 + colon, `expected a port from 1 to 65535, found ${JSON.stringify(port)}`);
  }
  const basePath = parseBasePath(slash < 0 ? "" : rest.slice(slash), start + slash, addFault);
  if (basePath === undefined) return undefined;
  return { origin: new URL(`${scheme}://${authority}`).origin, socketPath: undefined, basePath };
}

function parseBasePath(path: string, position: number, addFault: AddFault): string | undefined {
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  for (const segment of trimmed === "" ? [] : trimmed.slice(1).split("/")) {
    const dots = segment.replaceAll(/%2e/gi, ".");
    if (segmentPattern.test(segment) && dots !== "." && dots !== "..") continue;
    return fault(
      addFault,
      position,
      `expected a base path of plain segments, found ${JSON.stringify(segment)} in ${JSON.stringify(path)}`,
    );
  }
  return trimmed;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

function fault(addFault: AddFault, position: number, message: string): undefined {
  addFault(position, message);
}
