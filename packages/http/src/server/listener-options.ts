/** Options of a listener, checked before anything starts. */

import type { Fault } from "@seamline/core";
import { maxRequestBytes, type SigningKey } from "@seamline/core/extend";
import type { Authenticate } from "./admission.ts";
import type { CorsOptions } from "./cors.ts";
import { findTlsFaults, type InternalTls, isMutual, type ListenerTls } from "./listener-tls.ts";
import type { OpenapiPagesOptions } from "./pages/openapi-pages-options.ts";
import type { UpstreamOptions } from "./upstream/upstream-options.ts";

/** One server socket and its limits. */
export interface ListenerOptions {
  /**
   * A port from 0 to 65,535, as a number or as the text of an environment variable; 0 takes any
   * free one. Required without a `socketPath`, refused with one.
   */
  readonly port?: number | string | undefined;
  /** The address to listen on. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /**
   * The path of a Unix socket to listen on instead of a port, for `http+unix:` callers. Default:
   * none.
   */
  readonly socketPath?: string | undefined;
  /**
   * Connections at most; further ones are closed at once. Each runs one request at a time. Also the
   * number of calls in batches at once. Default 4,096.
   */
  readonly maxConnections?: number | undefined;
  /**
   * Milliseconds for the headers of a request to arrive, at most `requestTimeoutMs`. Default
   * 10,000.
   */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds for the body of a request to arrive, once its headers have. Default 30,000. */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * Milliseconds after which an idle connection is closed. Default 10,000: longer than Seamline
   * clients keep one.
   */
  readonly keepAliveTimeoutMs?: number | undefined;
  /**
   * Milliseconds for calls that run when the listener closes; then they are canceled, and fail with
   * `unavailable`. Default 25,000: orchestrators kill a process after 30 seconds.
   */
  readonly drainTimeoutMs?: number | undefined;
  /** The largest request body, in bytes. Default 1 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** TLS of the listener. Default: plain HTTP. */
  readonly tls?: ListenerTls | undefined;
}

/** A listener for calls between services. */
export interface InternalListenerOptions extends ListenerOptions {
  /** TLS of the listener, which identifies callers by their certificates. Default: plain HTTP. */
  readonly tls?: InternalTls | undefined;
}

/** A listener for calls from outside: it serves exposed operations only. */
export interface PublicListenerOptions extends ListenerOptions {
  /**
   * Turns a request into the principal on whose behalf the call is made. Default: every call is
   * anonymous.
   */
  readonly authenticate?: Authenticate | undefined;
  /**
   * Lets scripts of other origins call this listener from browsers. Preflights are answered without
   * `authenticate`. Default: off, browsers keep them out.
   */
  readonly cors?: CorsOptions | undefined;
  /**
   * The server that gets the requests whose route no operation here has: a URL, or options.
   * `SEAMLINE_UPSTREAM` wins over its URL. Default: that variable, and 404 without it.
   */
  readonly upstream?: string | UpstreamOptions | undefined;
  /**
   * Serves the OpenAPI document of the exposed operations, and a page that shows it. Default:
   * neither.
   */
  readonly openapi?: OpenapiPagesOptions | undefined;
}

/** Options after defaults. */
export interface ResolvedListener {
  readonly port: number;
  readonly host: string;
  readonly socketPath: string | undefined;
  readonly maxConnections: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly drainTimeoutMs: number;
  readonly maxBodyBytes: number;
  /** The largest request line with headers, in bytes. */
  readonly maxHeadBytes: number;
  readonly tls: ListenerTls | undefined;
}

/**
 * Node's default for public listeners; calls between services carry a context of up to 16 KiB in a
 * header.
 */
export const maxHeadBytes: Readonly<Record<"internal" | "public", number>> = {
  public: 16 * 1024,
  internal: 32 * 1024,
};

/** Limits that are not set. */
export const defaults = {
  maxConnections: 4096,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 10_000,
  drainTimeoutMs: 25_000,
  maxBodyBytes: maxRequestBytes as number,
} as const;

const limits = Object.keys(defaults) as readonly (keyof typeof defaults)[];

/**
 * Resolves the options of one listener, and adds their faults.
 * @param name `public` or `internal`, for the keys of faults.
 */
export function readListenerOptions(
  name: "public" | "internal",
  options: ListenerOptions,
  faults: Fault[],
): ResolvedListener {
  const read = (limit: keyof typeof defaults): number =>
    readLimit(`${name} listener ${limit}`, options[limit], defaults[limit], faults);
  const values = Object.fromEntries(limits.map((limit) => [limit, read(limit)])) as Record<
    keyof typeof defaults,
    number
  >;
  if (values.headersTimeoutMs > values.requestTimeoutMs) {
    const message = `expected at most the requestTimeoutMs of ${values.requestTimeoutMs}, found ${values.headersTimeoutMs}`;
    faults.push({ key: `${name} listener headersTimeoutMs`, message });
  }
  if (options.tls !== undefined) faults.push(...findTlsFaults(name, options.tls, options.socketPath));
  return {
    ...values,
    tls: options.tls,
    maxHeadBytes: maxHeadBytes[name],
    port: readPort(name, options, faults),
    host: options.host ?? "127.0.0.1",
    socketPath: options.socketPath,
  };
}

/** Reads one limit, a positive whole number; adds the fault of another value to `faults`. */
export function readLimit(key: string, given: number | undefined, fallback: number, faults: Fault[]): number {
  const value = given ?? fallback;
  if (Number.isSafeInteger(value) && value > 0 && value < 2 ** 31) return value;
  faults.push({ key, message: `expected a positive whole number below 2^31, found ${String(value)}` });
  return fallback;
}

/**
 * Returns the fault of an internal listener that other machines can reach without keys or mutual
 * TLS; `undefined` if it has none.
 */
export function findKeyFault(settings: ResolvedListener, keys: readonly SigningKey[]): Fault | undefined {
  if (keys.length > 0 || isMutual(settings.tls)) return undefined;
  if (settings.socketPath !== undefined || isLoopback(settings.host)) return undefined;
  return {
    key: "internal listener host",
    message: `expected keys for a listener on ${settings.host}, which other machines can reach; set SEAMLINE_KEYS=<id>:<base64>, set tls with a ca, or listen on 127.0.0.1`,
  };
}

function readPort(name: string, { port, socketPath }: ListenerOptions, faults: Fault[]): number {
  if (socketPath !== undefined && port === undefined) return 0;
  const number = typeof port === "string" && /^\d{1,5}$/.test(port) ? Number(port) : port;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= 65_535 && !socketPath) {
    return number;
  }
  const found = socketPath ? "a socketPath as well" : port === undefined ? "nothing" : JSON.stringify(port);
  faults.push({ key: `${name} listener port`, message: `expected a port from 0 to 65535, found ${found}` });
  return 0;
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host);
}
