/** The streams behind requests through node's interface of HTTP/2 for HTTP/1. */

import type { IncomingMessage } from "node:http";

/** The parts of a stream of HTTP/2 that are used. */
interface Http2Stream {
  /** `true` for a request without a body. */
  readonly endAfterHeaders: boolean;
  readonly writableEnded: boolean;
  close(code: number): void;
}

/** No error: the response is complete, and the rest of the request is not needed. */
const noError = 0;

/** An error on our side: the response is not complete. */
const internalError = 2;

/** Returns the stream of a request in HTTP/2, which shares its connection with others. */
export function streamOf(raw: IncomingMessage): Http2Stream | undefined {
  return raw.httpVersionMajor < 2 ? undefined : (raw as IncomingMessage & { readonly stream?: Http2Stream }).stream;
}

/** Resets a stream; its client reads a response that has ended to its end. */
export function closeStream(stream: Http2Stream): void {
  stream.close(stream.writableEnded ? noError : internalError);
}

/**
 * Adds the headers that HTTP/2 does without: the host, and the announcement of a body whose length
 * is unknown, which ends with its stream.
 */
export function addHeadersOfHttp1(headers: IncomingMessage["headers"], stream: Http2Stream): void {
  const authority = headers[":authority"];
  if (headers.host === undefined && typeof authority === "string") headers.host = authority;
  if (headers["content-length"] === undefined && !stream.endAfterHeaders) headers["transfer-encoding"] = "chunked";
}
