/**
 * Cross-origin requests of browsers to the public listener: which origins may read its responses,
 * and the responses to their preflights.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */

import type { Fault } from "@seamline/core";
import { wireHeaders } from "../binding/wire-headers.ts";
import type { Arrival } from "./arrival.ts";

/** The origins whose scripts may call a public listener. */
export interface CorsOptions {
  /**
   * Origins as browsers send them, such as `https://shop.example` or `http://localhost:5173`; or
   * `["*"]` for every origin, which excludes `credentials`.
   */
  readonly origins: readonly string[];
  /** Allows requests with cookies and client certificates. Default `false`. */
  readonly credentials?: boolean | undefined;
  /** Seconds for which a browser may remember a preflight, 0 to 86,400. Default 600. */
  readonly maxAgeSeconds?: number | undefined;
  /**
   * Request headers that scripts may set beside those of the contract and of Seamline, such as one
   * that your `authenticate` reads. Default: none.
   */
  readonly headers?: readonly string[] | undefined;
}

/** CORS of a listener. */
export interface Cors {
  /** Tests for an origin whose scripts may call. */
  allows(origin: string | undefined): boolean;
  /** Adds the headers that every response to a request needs. */
  mark(arrival: Arrival): void;
  /**
   * Returns the headers of the response to a preflight; `undefined` if the request is none, or its
   * origin is not allowed.
   * @param allow the methods of the path.
   * @param fields the headers that carry input fields of the operations there.
   */
  preflight(arrival: Arrival, allow: readonly string[], fields: readonly string[]): Record<string, string> | undefined;
}

const requestHeaders = [
  ...["authorization", "content-type", "accept-language", wireHeaders.idempotencyKey],
  ...[wireHeaders.timeout, wireHeaders.trace, wireHeaders.traceState],
];
const responseHeaders = [wireHeaders.callId, "retry-after"].join(", ");
const longestAgeSeconds = 86_400;
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Creates the CORS of a listener from checked options. */
export function createCors({ origins, credentials = false, maxAgeSeconds = 600, headers = [] }: CorsOptions): Cors {
  const every = origins.includes("*");
  const allowed = new Set(origins);
  const isAllowed = (origin: string | undefined): origin is string =>
    origin !== undefined && (every || allowed.has(origin));
  return {
    allows: isAllowed,
    mark({ req, res }) {
      const { origin } = req.headers;
      if (!every) res.setHeader("vary", "origin");
      if (!isAllowed(origin)) return;
      res.setHeader("access-control-allow-origin", every ? "*" : origin);
      if (credentials) res.setHeader("access-control-allow-credentials", "true");
      res.setHeader("access-control-expose-headers", responseHeaders);
    },
    preflight({ req }, allow, fields) {
      if (!isAllowed(req.headers.origin) || req.headers["access-control-request-method"] === undefined)
        return undefined;
      return {
        "access-control-allow-methods": allow.join(", "),
        "access-control-allow-headers": [...new Set([...requestHeaders, ...fields, ...headers])].join(", "),
        "access-control-max-age": String(maxAgeSeconds),
      };
    },
  };
}

/** Finds the faults of CORS options whose members have the right kinds. */
export function findCorsFaults({ origins, credentials, maxAgeSeconds, headers = [] }: CorsOptions): readonly Fault[] {
  const faults: Fault[] = [];
  const add = (member: string, message: string): unknown =>
    faults.push({ key: `public listener cors.${member}`, message });
  if (!Array.isArray(origins) || origins.length === 0) {
    add(
      "origins",
      `expected a list of origins such as ["https://shop.example"], or ["*"], found ${printFound(origins)}`,
    );
  } else if (origins.includes("*")) {
    if (origins.length > 1) add("origins", 'expected "*" alone or a list of origins, found both');
    if (credentials === true)
      add("credentials", 'expected a list of origins with credentials, found "*"; name the origins');
  } else {
    for (const origin of origins) {
      const expected = toOrigin(origin);
      if (origin === expected) continue;
      const hint = expected === undefined ? "an origin such as https://shop.example" : expected;
      add("origins", `expected ${hint}, as browsers send it, found ${printFound(origin)}`);
    }
  }
  const isAge = maxAgeSeconds === undefined || (Number.isInteger(maxAgeSeconds) && maxAgeSeconds >= 0);
  if (!isAge || (maxAgeSeconds ?? 0) > longestAgeSeconds) {
    add("maxAgeSeconds", `expected a whole number from 0 to ${longestAgeSeconds}, found ${printFound(maxAgeSeconds)}`);
  }
  if (!Array.isArray(headers) || !headers.every((name) => typeof name === "string" && headerName.test(name))) {
    add("headers", "expected a list of header names");
  } else if (headers.includes("*")) add("headers", 'expected header names, found "*"; name each');
  return faults;
}

/** Returns the origin of a URL in the form of browsers; `undefined` if it has none. */
function toOrigin(text: unknown): string | undefined {
  if (typeof text !== "string" || !URL.canParse(text)) return undefined;
  const { origin, protocol } = new URL(text);
  return origin === "null" || !/^https?:$/.test(protocol) || origin.includes("*") ? undefined : origin;
}

function printFound(value: unknown): string {
  return value === undefined ? "nothing" : (JSON.stringify(value) ?? typeof value);
}
