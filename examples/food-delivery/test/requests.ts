/**
 * HTTP requests as the tests send them: exactly as written, whatever a well-behaved client would
 * make of them.
 */

import { request as open } from "node:http";
import { text as readText } from "node:stream/consumers";

/** What to send. */
export interface RawRequest {
  readonly method?: string;
  /** The request target, as it goes over the wire. */
  readonly path: string;
  /** A string goes as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body as JSON; `undefined` when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form
  readonly json: any;
}

/** Sends one request on a connection of its own. */
export async function send(origin: string, { method = "GET", path, body, headers }: RawRequest): Promise<RawAnswer> {
  const content = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const { hostname, port } = new URL(origin);
  const request = open({
    agent: false,
    hostname,
    port,
    method,
    path,
    headers: { ...(content !== undefined && { "content-type": "application/json" }), ...headers },
  });
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      readText(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) }),
        reject,
      );
    });
    request.end(content);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
