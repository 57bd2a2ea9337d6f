/** Options of the upstream of a public listener, checked before anything starts. */

import type { Fault } from "@seamline/core";
import { type HttpTarget, parseTarget, schemes } from "../../binding/http-target.ts";
import { findMaterialFault, type TlsMaterial } from "../../security/tls.ts";

/**
 * The server behind a public listener: it gets the requests whose route no operation here has. Only
 * configuration names it, never a request.
 */
export interface UpstreamOptions {
  /**
   * `http://host:port`, `https://host:port` or `http+unix:///path.sock`, without a path.
   * `SEAMLINE_UPSTREAM` wins over it. Required without that variable.
   */
  readonly url?: string | undefined;
  /**
   * The host header: `keep` passes the one that the client wrote, `replace` writes that of the URL.
   * Default `keep`, as for an application that prints links to itself.
   */
  readonly host?: "keep" | "replace" | undefined;
  /**
   * `replace` drops the `Forwarded`, `X-Forwarded-…` and `X-Real-IP` headers of the request and
   * writes its own. `append` adds to them: only behind a proxy that sets them. Default `replace`.
   */
  readonly forwarded?: "append" | "replace" | undefined;
  /** Connections at most. Default: one for each connection of the listener. */
  readonly connections?: number | undefined;
  /** Milliseconds for a connection to open. Default 5,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Milliseconds for a response to begin, from the last byte of its request. Default 60,000. */
  readonly responseTimeoutMs?: number | undefined;
  /** Milliseconds without a byte after which a response is cut. Default 300,000. */
  readonly idleTimeoutMs?: number | undefined;
  /** The largest body that is passed, in bytes. Default: no limit but that of the upstream. */
  readonly maxBodyBytes?: number | undefined;
  /** WebSockets at once; 0 refuses them with 501. Default 1,024. */
  readonly webSockets?: number | undefined;
  /** TLS of an `https:` upstream. Default: the authorities that Node trusts, no certificate. */
  readonly tls?: TlsMaterial | undefined;
  /** Allows link-local and metadata addresses. Default `false`. */
  readonly allowLinkLocal?: boolean | undefined;
}

/** Options after defaults. */
export interface ResolvedUpstream {
  readonly target: HttpTarget;
  readonly tls: TlsMaterial;
  readonly host: "keep" | "replace";
  readonly forwarded: "append" | "replace";
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly responseTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly webSockets: number;
}

/** The variable that wins over the option. */
export const upstreamVariable = "SEAMLINE_UPSTREAM";

const option = "public listener upstream";
const defaults = {
  connectTimeoutMs: 5_000,
  responseTimeoutMs: 60_000,
  idleTimeoutMs: 300_000,
  webSockets: 1_024,
} as const;

/**
 * Resolves the options, and adds their faults; `undefined` without an upstream, and with faults.
 * @param given the option of the listener: a URL, or all of them.
 * @param variable the text of `SEAMLINE_UPSTREAM`.
 * @param connections the number of connections of the listener.
 */
export function readUpstream(
  given: string | UpstreamOptions | undefined,
  variable: string | undefined,
  connections: number,
  faults: Fault[],
): ResolvedUpstream | undefined {
  if (given === undefined && variable === undefined) return undefined;
  const options: UpstreamOptions = typeof given === "string" ? { url: given } : (given ?? {});
  const before = faults.length;
  const key = typeof given === "string" ? option : `${option}.url`;
  const { allowLinkLocal = false, host = "keep", forwarded = "replace", tls = {} } = options;
  const fromCode = options.url === undefined ? undefined : readUrl(key, options.url, allowLinkLocal, faults);
  const fromVariable = variable === undefined ? undefined : readUrl(upstreamVariable, variable, allowLinkLocal, faults);
  if (options.url === undefined && variable === undefined) {
    faults.push({ key, message: `expected a URL such as http://legacy:8080, found none; or set ${upstreamVariable}` });
  }
  const read = (name: string, value: number, least = 1): number => {
    if (Number.isSafeInteger(value) && value >= least && (value < 2 ** 31 || name === "maxBodyBytes")) return value;
    const expected = least === 0 ? "0 or a positive" : "a positive";
    faults.push({ key: `${option}.${name}`, message: `expected ${expected} whole number below 2^31, found ${value}` });
    return value;
  };
  const numbers = {
    connectTimeoutMs: read("connectTimeoutMs", options.connectTimeoutMs ?? defaults.connectTimeoutMs),
    responseTimeoutMs: read("responseTimeoutMs", options.responseTimeoutMs ?? defaults.responseTimeoutMs),
    idleTimeoutMs: read("idleTimeoutMs", options.idleTimeoutMs ?? defaults.idleTimeoutMs),
    webSockets: read("webSockets", options.webSockets ?? defaults.webSockets, 0),
    connections: read("connections", options.connections ?? connections),
    maxBodyBytes:
      options.maxBodyBytes === undefined ? Number.POSITIVE_INFINITY : read("maxBodyBytes", options.maxBodyBytes),
  };
  const target = fromVariable ?? fromCode;
  const fault = options.tls === undefined ? undefined : findTlsFault(tls, target);
  if (fault !== undefined) faults.push({ key: `${option}.tls`, message: fault });
  if (faults.length > before || target === undefined) return undefined;
  return { target, host, forwarded, tls, ...numbers };
}

function readUrl(key: string, text: unknown, allowLinkLocal: boolean, faults: Fault[]): HttpTarget | undefined {
  const add = (position: number, message: string): undefined => {
    faults.push({ key, position, message });
  };
  const url = String(text);
  const [, scheme, rest = ""] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? [];
  if (scheme === undefined || !schemes.includes(scheme)) {
    return add(0, `expected a URL such as http://legacy:8080, found ${JSON.stringify(url.slice(0, 40))}`);
  }
  const question = rest.indexOf("?");
  const start = scheme.length + 1;
  if (question >= 0) return add(start + question, `expected no options in the URL; set them in the option upstream`);
  const target = parseTarget(scheme, rest, (position, message) => void add(position, explain(message)), allowLinkLocal);
  if (target === undefined || target.basePath === "") return target;
  return add(start + rest.indexOf("/", 2), "expected no path, as requests keep theirs; remove it");
}

/** Replaces the next steps that only calls have. */
function explain(message: string): string {
  return message
    .replace("calls are signed by SEAMLINE_KEYS", "the upstream gets the credentials of its clients")
    .replace("set http({ allowLinkLocal: true })", "set allowLinkLocal in the option upstream");
}

function findTlsFault(tls: TlsMaterial, target: HttpTarget | undefined): string | undefined {
  if (target?.origin.startsWith("http:")) return "expected an https: URL with tls, found one without TLS";
  return findMaterialFault(tls);
}
