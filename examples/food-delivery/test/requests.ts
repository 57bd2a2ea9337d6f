/** HTTP requests of the tests: sent exactly as written, without the corrections of a client. */

import { request as open } from "node:http";
import { text as readText } from "node:stream/consumers";

/** A request to send. */
export interface RawRequest {
  readonly method?: string;
  /** The request target on the wire. */
  readonly path: string;
  /** A string is sent unchanged, other values as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The parts of a response. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body as JSON; `undefined` if it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read responses of every form
  readonly json: any;
}

/** Sends one request on a new connection. */
export async function send(origin: string, { method = "GET", path, body, headers }: RawRequest): Promise<RawResponse> {
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
