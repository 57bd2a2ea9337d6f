/** Conversion of undici's dispatch options to the `Request` that msw's handlers match. */

import type { Dispatcher } from "undici";
import { createNetworkError } from "./network-error.ts";

/** A request, and the options to dispatch if no handler responds to it. */
export interface ReplayableRequest {
  readonly request: Request;
  /** The original options; a body that can be read only once is duplicated for them. */
  readonly options: Dispatcher.DispatchOptions;
}

/**
 * Creates a `Request`.
 * @param origin the origin for options without one: that of a `Client` or a `Pool`.
 */
export function toRequest(
  options: Dispatcher.DispatchOptions,
  origin: string | undefined,
  signal: AbortSignal,
): ReplayableRequest {
  const base = options.origin ?? origin;
  if (base === undefined) {
    throw createNetworkError(
      "UND_ERR_INVALID_ARG",
      "expected an origin in the request; give { origin } to mockInterceptor",
    );
  }
  const url = new URL(options.path, base);
  for (const [name, value] of Object.entries(options.query ?? {})) {
    for (const one of [value].flat()) url.searchParams.append(name, String(one));
  }
  const { method } = options;
  const headers = toHeaders(options.headers);
  const { body } = options;
  if (body === null || body === undefined || method === "GET" || method === "HEAD") {
    return { request: new Request(url, { method, headers, signal }), options };
  }
  if (typeof body === "string" || body instanceof Uint8Array || body instanceof FormData) {
    // A copy that owns its buffer: a `Request` accepts no view of a shared one.
    const content = body instanceof Uint8Array ? new Uint8Array(body) : body;
    return { request: new Request(url, { method, headers, signal, body: content }), options };
  }
  const [forHandlers, forNetwork] = ReadableStream.from(toChunks(body as AsyncIterable<string | Uint8Array>)).tee();
  const request = new Request(url, { method, headers, signal, body: forHandlers, duplex: "half" } as RequestInit);
  return { request, options: { ...options, body: forNetwork as unknown as NonNullable<typeof body> } };
}

/** Converts a body to bytes: undici accepts texts too. */
async function* toChunks(
  body: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of body) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

function toHeaders(given: Dispatcher.DispatchOptions["headers"]): Headers {
  const headers = new Headers();
  for (const [name, value] of entriesOf(given)) {
    for (const one of [value].flat()) if (one !== undefined && one !== null) headers.append(name, String(one));
  }
  return headers;
}

function entriesOf(given: Dispatcher.DispatchOptions["headers"]): Iterable<readonly [string, unknown]> {
  if (given === null || given === undefined) return [];
  if (Array.isArray(given)) {
    return given.flatMap((name, index) => (index % 2 === 0 ? [[String(name), given[index + 1]] as const] : []));
  }
  return Symbol.iterator in given ? (given as Iterable<readonly [string, unknown]>) : Object.entries(given);
}
