/**
 * The head of a request, as an HTTP client writes it and a server's parser reads it: what either
 * would refuse is refused here, with the same error or the same status.
 * @see https://github.com/nodejs/undici/blob/v8.12.4/lib/core/request.js
 * @see https://github.com/nodejs/undici/blob/v8.12.4/lib/dispatcher/client-h1.js
 */

import { METHODS, maxHeaderSize } from "node:http";
import type { DispatchOptions, HeaderFields, RequestHeaders } from "./dispatch-types.ts";
import { SubRequestError } from "./sub-request-error.ts";

/** The head of a request. */
export interface RequestHead {
  readonly method: string;
  /** The path with its query. */
  readonly target: string;
  readonly host: string;
  /** True for an origin of https. */
  readonly secure: boolean;
  /** The client closes the connection after the response. */
  readonly closes: boolean;
  /** Names and values in turn, without those of the body's framing. */
  readonly fields: string[];
  /** The value of `content-length` that the caller states. */
  readonly statedLength: number | undefined;
  /** The first value of `content-type`. */
  readonly type: string | undefined;
  readonly expectation: string | undefined;
  /** The status with which a server's parser refuses the head; `undefined` if it passes. */
  readonly refusal: number | undefined;
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const badTarget = /[^\x21-\xff]/;
const badValue = /[^\t\x20-\x7e\x80-\xff]/;
const methods: ReadonlySet<string> = new Set(METHODS);

/** Names seen before, in lower case: validated once. Bounded, since names may come from outside. */
const lowered = new Map<string, string>();
const maxLowered = 1000;

/**
 * Reads and validates the head of a request.
 * @throws {SubRequestError} if an HTTP client refuses to send it.
 */
export function readHead(options: DispatchOptions): RequestHead {
  const { method, upgrade, headers, reset, origin } = options;
  if (typeof method !== "string" || !token.test(method)) throw refuse("invalid request method");
  if (upgrade || method === "CONNECT") {
    const what = method === "CONNECT" ? "CONNECT" : "an upgrade";
    throw new SubRequestError(
      "UND_ERR_NOT_SUPPORTED",
      `expected a plain request, found ${what}: an application in memory has no connection to hand over; send it to a port`,
    );
  }
  const target = toTarget(options);
  const at = toAuthority(origin);
  const draft: Draft = { fields: ["host", at.host, "connection", "keep-alive"], closes: reset === true, size: 0 };
  if (headers !== undefined && headers !== null) addAll(draft, headers);
  if (draft.closes) draft.fields[3] = "close";
  const { fields, closes, statedLength, type, expectation, size } = draft;
  const refusal = !methods.has(method)
    ? 400
    : size + target.length > (options.maxHeaderSize ?? maxHeaderSize)
      ? 431
      : undefined;
  return {
    ...{ method, target, host: fields[1] ?? at.host, secure: at.secure, closes, fields },
    ...{ statedLength, type, expectation, refusal },
  };
}

interface Draft {
  fields: string[];
  closes: boolean;
  size: number;
  hasHost?: boolean;
  statedLength?: number;
  type?: string;
  expectation?: string;
}

function refuse(message: string): SubRequestError {
  return new SubRequestError("UND_ERR_INVALID_ARG", message);
}

function toTarget({ path, query }: DispatchOptions): string {
  if (typeof path !== "string") throw refuse("path must be a string");
  let target = path;
  if (target[0] !== "/") {
    if (!/^https?:\/\//.test(path)) throw refuse("path must be an absolute URL or start with a slash");
  }
  if (query !== undefined && query !== null) {
    if (target.includes("?") || target.includes("#")) {
      throw refuse('Query params cannot be passed when url already contains "?" or "#".');
    }
    const text = printQuery(query);
    if (text !== "") target += `?${text}`;
  }
  if (badTarget.test(target)) throw refuse("invalid request path");
  return target;
}

function printQuery(query: Readonly<Record<string, unknown>>): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const each of Array.isArray(value) ? value : [value]) pairs.append(name, each === null ? "" : String(each));
  }
  return pairs.toString();
}

interface Authority {
  readonly host: string;
  readonly secure: boolean;
}

const here: Authority = { host: "localhost", secure: false };
let last: { readonly origin: string | URL; readonly at: Authority } | undefined;

function toAuthority(origin: string | URL | undefined): Authority {
  if (origin === undefined) return here;
  if (last?.origin === origin) return last.at;
  const { host, protocol } = new URL(origin);
  const at = { host, secure: protocol === "https:" };
  if (typeof origin === "string") last = { origin, at };
  return at;
}

function isPairs(headers: object): headers is Iterable<readonly [string, string | readonly string[] | undefined]> {
  return Symbol.iterator in headers;
}

function addAll(draft: Draft, headers: RequestHeaders): void {
  if (Array.isArray(headers) && !Array.isArray(headers[0])) {
    if (headers.length % 2 !== 0) throw refuse("headers array must be even");
    for (let index = 0; index < headers.length; index += 2) add(draft, headers[index], headers[index + 1]);
  } else if (isPairs(headers)) {
    for (const pair of headers) {
      if (!Array.isArray(pair) || pair.length !== 2) throw refuse("headers must be in key-value pair format");
      add(draft, pair[0], pair[1]);
    }
  } else {
    const fields = headers as HeaderFields;
    for (const name of Object.keys(fields)) add(draft, name, fields[name]);
  }
}

function add(draft: Draft, name: unknown, value: unknown): void {
  if (value === undefined) return;
  if (typeof name !== "string") throw refuse("invalid header key");
  const lower = lowerOf(name);
  if (Array.isArray(value)) {
    for (const each of value) addOne(draft, name, lower, toText(lower, each));
  } else {
    addOne(draft, name, lower, toText(lower, value));
  }
}

function lowerOf(name: string): string {
  const known = lowered.get(name);
  if (known !== undefined) return known;
  if (!token.test(name)) throw refuse("invalid header key");
  const lower = name.toLowerCase();
  if (lowered.size < maxLowered) lowered.set(name, lower);
  return lower;
}

function toText(name: string, value: unknown): string {
  if (value === null) return "";
  if (typeof value === "object" || typeof value === "function") throw refuse(`invalid ${name} header`);
  const text = `${value}`;
  if (badValue.test(text)) throw refuse(`invalid ${name} header`);
  const first = text.charCodeAt(0);
  const end = text.charCodeAt(text.length - 1);
  return first === 32 || first === 9 || end === 32 || end === 9 ? text.replace(/^[ \t]+|[ \t]+$/g, "") : text;
}

function addOne(draft: Draft, name: string, lower: string, value: string): void {
  draft.size += name.length + value.length;
  switch (lower) {
    case "host":
      if (draft.hasHost) throw refuse("duplicate host header");
      draft.hasHost = true;
      draft.fields[1] = value;
      return;
    case "content-length":
      if (draft.statedLength !== undefined) throw refuse("duplicate content-length header");
      if (!/^\d+$/.test(value)) throw refuse("invalid content-length header");
      draft.statedLength = Number(value);
      return;
    case "transfer-encoding":
    case "keep-alive":
    case "upgrade":
      throw refuse(`invalid ${lower} header`);
    case "connection":
      for (const option of value.toLowerCase().split(",")) {
        if (!token.test(option.trim())) throw refuse("invalid connection header");
        if (option.trim() === "close") draft.closes = true;
      }
      return;
    case "expect":
      draft.expectation = value;
      break;
    case "content-type":
      draft.type ??= value;
      break;
    default:
  }
  draft.fields.push(name, value);
}
