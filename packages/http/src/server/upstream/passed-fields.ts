/**
 * The header fields of passed messages. Fields of one connection stay behind, those that only this
 * side may write are written here, everything else passes as it came: names, values, order,
 * repetitions.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6
 */

import type { IncomingMessage } from "node:http";
import type { ResolvedUpstream } from "./upstream-options.ts";

/** Names and values in turn, as Node reads and writes them. */
export type RawFields = readonly string[];

/** Fields of one connection. */
const hopByHop: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "transfer-encoding", "upgrade", "http2-settings"],
]);

/**
 * Fields of requests that this side writes, or that would let a client choose the path (`X-Original-URL`)
 * or a proxy (`Proxy`, by the environment of CGI). CGI reads `_` as `-`.
 */
const own: ReadonlySet<string> = new Set([
  ...["host", "content-length", "expect", "proxy", "x-original-url", "x-rewrite-url", "via"],
]);

const forwarded = /^(?:forwarded|x-forwarded-[!-~]+|x-real-ip)$/;
const internal = /^seamline-/;
/** Fields that a trailer section must not have. */
const notTrailing =
  /^(?:content-|authorization$|cookie$|set-cookie$|host$|cache-control$|expect$|max-forwards$|trailer$)/;

/** A request to pass. */
export interface PassedRequest {
  readonly req: IncomingMessage;
  /** The name of this listener in `Via`. */
  readonly via: string;
  readonly secure: boolean;
  /** True if the request has a body. */
  readonly hasBody: boolean;
  /** True for the opening of a WebSocket. */
  readonly opensWebSocket: boolean;
}

/** Returns the fields of the request to the upstream. */
export function toUpstreamFields(passed: PassedRequest, settings: ResolvedUpstream): string[] {
  const { req, hasBody } = passed;
  const { headers } = req;
  const appends = settings.forwarded === "append";
  const { host: upstreamHost } = new URL(settings.target.origin);
  const fields = ["host", settings.host === "keep" && headers.host ? headers.host : upstreamHost];
  const named = optionsOf(req.rawHeaders);
  for (const [name, value, key] of pairs(req.rawHeaders)) {
    const plainKey = key.replaceAll("_", "-");
    if (hopByHop.has(plainKey) || own.has(plainKey) || named.has(key) || internal.test(plainKey)) continue;
    if (forwarded.test(plainKey) && !(appends && plainKey === key && !isRewritten(key, headers))) continue;
    fields.push(name, value);
  }
  fields.push(
    ...forwardedFields(passed, appends),
    "via",
    joined(req.rawHeaders, "via", `${versionOf(req)} ${passed.via}`),
  );
  if (hasBody && headers["content-length"] === undefined) fields.push("transfer-encoding", "chunked");
  else if (hasBody) fields.push("content-length", headers["content-length"] ?? "");
  else if (headers["content-length"] !== undefined || expectsBody(req.method)) fields.push("content-length", "0");
  if (hasBody && isHttp11(req) && headers.expect?.toLowerCase() === "100-continue")
    fields.push("expect", "100-continue");
  if (passed.opensWebSocket) fields.push("connection", "Upgrade", "upgrade", "websocket");
  else if (acceptsTrailers(headers.te)) fields.push("te", "trailers", "connection", "keep-alive, TE");
  return fields;
}

/**
 * Returns the fields of a response to the client.
 * @param via the name of this listener.
 * @param chunks true if the client reads chunks, and so trailers.
 */
export function toClientFields(response: IncomingMessage, via: string, chunks: boolean): string[] {
  const named = optionsOf(response.rawHeaders);
  const isFramed = response.headers["transfer-encoding"] === undefined && response.statusCode !== 204;
  const fields: string[] = [];
  for (const [name, value, key] of pairs(response.rawHeaders)) {
    if (hopByHop.has(key) || named.has(key) || (key === "content-length" && !isFramed)) continue;
    if (key === "trailer" && (isFramed || !chunks)) continue; // only chunked responses have trailers
    fields.push(name, value);
  }
  fields.push("via", `${versionOf(response)} ${via}`);
  return fields;
}

/** Returns the fields of a trailer section that may pass. */
export function toPassedTrailers(trailers: RawFields): [string, string][] {
  return [...pairs(trailers)].flatMap(([name, value, key]): [string, string][] => {
    const plainKey = key.replaceAll("_", "-");
    const stays = hopByHop.has(plainKey) || own.has(plainKey) || internal.test(plainKey) || forwarded.test(plainKey);
    return stays || notTrailing.test(plainKey) ? [] : [[name, value]];
  });
}

/** Returns the fields of an interim response, such as 103. */
export function toInterimFields(fields: RawFields): string[] {
  const named = optionsOf(fields);
  return [...pairs(fields)].flatMap(([name, value, key]) =>
    hopByHop.has(key) || named.has(key) || key === "content-length" ? [] : [name, value],
  );
}

/** `undefined` for absent fields; repeated ones are joined. */
export function joinedField(fields: RawFields, name: string): string | undefined {
  const values = [...pairs(fields)].filter(([, , key]) => key === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

function joined(fields: RawFields, name: string, last: string): string {
  const before = joinedField(fields, name);
  return before === undefined ? last : `${before}, ${last}`;
}

function* pairs(fields: RawFields): Generator<readonly [name: string, value: string, key: string]> {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index] ?? "";
    yield [name, fields[index + 1] ?? "", name.toLowerCase()];
  }
}

/** The fields that `Connection` names. */
function optionsOf(fields: RawFields): ReadonlySet<string> {
  const options = joinedField(fields, "connection") ?? "";
  return new Set(options.toLowerCase().split(/[\s,]+/));
}

/** True for the fields to which {@link forwardedFields} adds. */
function isRewritten(key: string, headers: IncomingMessage["headers"]): boolean {
  return key === "x-forwarded-for" || (key === "forwarded" && headers.forwarded !== undefined);
}

/**
 * The client, as this listener sees it. Behind a proxy `Forwarded` is written only if that proxy
 * does, so that both kinds name the same clients.
 */
function forwardedFields({ req, secure }: PassedRequest, appends: boolean): string[] {
  const { headers, rawHeaders } = req;
  const address = req.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, "");
  const proto = secure ? "https" : "http";
  const { host } = headers;
  const fields: string[] = [];
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && !(appends && headers[name] !== undefined)) fields.push(name, value);
  };
  if (address === undefined) add("x-forwarded-for", undefined);
  else fields.push("x-forwarded-for", appends ? joined(rawHeaders, "x-forwarded-for", address) : address);
  add("x-forwarded-host", host);
  add("x-forwarded-proto", proto);
  if (!appends || headers.forwarded !== undefined) {
    const node = address === undefined ? "unknown" : address.includes(":") ? `"[${address}]"` : address;
    const element = `for=${node}${host === undefined ? "" : `;host="${host.replaceAll(/["\\]/g, "\\$&")}"`};proto=${proto}`;
    fields.push("forwarded", appends ? joined(rawHeaders, "forwarded", element) : element);
  }
  return fields;
}

function acceptsTrailers(te: string | string[] | undefined): boolean {
  return typeof te === "string" && /(?:^|,)\s*trailers\s*(?:,|$)/i.test(te);
}

/** Tests for methods whose requests have a body by default, and need a length of 0 without one. */
function expectsBody(method: string | undefined): boolean {
  return !/^(?:GET|HEAD|DELETE|OPTIONS)$/.test(method ?? "");
}

function isHttp11(req: IncomingMessage): boolean {
  return req.httpVersionMinor > 0;
}

function versionOf({ httpVersion }: IncomingMessage): string {
  return httpVersion;
}
