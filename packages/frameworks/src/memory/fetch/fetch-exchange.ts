/** One request to a fetch handler: a Request of the platform in, a Response of any copy out. */

import type { AsyncResource } from "node:async_hooks";
import { longTurn } from "@seamline/core/internal";
import type { FetchHandler } from "../app.ts";
import { markInternal } from "../internal-request.ts";
import { mismatch, release, type SentBody, toChunk } from "../request-body.ts";
import type { RequestHead } from "../request-head.ts";
import { type ResponseFields, type ResponseFlow, toError } from "../response-flow.ts";
import { SubRequestError } from "../sub-request-error.ts";

/** Calls a fetch handler in an async context without anything of the caller's. */
export function callFetch(
  handler: FetchHandler,
  head: RequestHead,
  body: SentBody,
  flow: ResponseFlow,
  frame: AsyncResource,
): void {
  const abort = new AbortController();
  const { source } = body;
  const exchange = new FetchExchange(flow);
  flow.producer = {
    cancel: (reason) =>
      frame.runInAsyncScope(() => {
        abort.abort(reason);
        exchange.cancel(reason);
        release(source);
      }),
    drained: () => exchange.resume(),
  };
  let request: Request;
  try {
    request = toRequest(head, body, abort.signal, flow);
  } catch (error) {
    flow.fail(toError(error));
    return;
  }
  markInternal(request);
  frame.runInAsyncScope(() => void exchange.run(handler, request).finally(() => release(source)));
}

class FetchExchange {
  readonly #flow: ResponseFlow;
  #reader: ReadableStreamDefaultReader<unknown> | undefined;
  #wake: (() => void) | undefined;

  constructor(flow: ResponseFlow) {
    this.#flow = flow;
  }

  cancel(reason: Error): void {
    this.#reader?.cancel(reason).catch(() => undefined);
    this.resume();
  }

  resume(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  async run(handler: FetchHandler, request: Request): Promise<void> {
    const flow = this.#flow;
    try {
      const response = await handler(request);
      if (!isResponse(response)) {
        throw new TypeError(
          `expected a Response from the fetch handler, found ${describe(response)}; a node listener takes (request, response)`,
        );
      }
      if (flow.ended) return void response.body?.cancel(flow.reason ?? undefined).catch(() => undefined);
      const { status, statusText, headers } = response;
      const fields = toFields(headers);
      flow.head(status, fields, statusText, () =>
        Object.entries(fields).flatMap(([name, value]) => [value].flat().flatMap((each) => [name, each])),
      );
      const hasBody = request.method !== "HEAD" && status !== 204 && status !== 304;
      if (response.body === null || !hasBody) {
        response.body?.cancel().catch(() => undefined);
        flow.end({});
      } else {
        await this.#read(response.body.getReader(), fields["content-length"]);
      }
    } catch (error) {
      if (flow.ended) return;
      flow.fail(
        new SubRequestError("UND_ERR_SOCKET", "the application threw an error instead of responding", { cause: error }),
      );
    }
  }

  async #read(reader: ReadableStreamDefaultReader<unknown>, stated: string | string[] | undefined): Promise<void> {
    const flow = this.#flow;
    this.#reader = reader;
    let received = 0;
    while (!flow.ended) {
      const { done, value } = await reader.read();
      if (done) break;
      const chunk = toChunk(value);
      received += chunk.length;
      flow.data(chunk);
      if (flow.paused && !flow.ended) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      await longTurn(); // an endless body would keep timers and sockets waiting
    }
    if (flow.ended) return;
    if (stated !== undefined && Number(stated) !== received) {
      throw new SubRequestError(
        "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
        `Response body length does not match content-length header: expected ${stated} bytes, found ${received}`,
      );
    }
    flow.end({});
  }
}

function toRequest(head: RequestHead, body: SentBody, signal: AbortSignal, flow: ResponseFlow): Request {
  const headers = new Headers();
  const { fields } = head;
  // The rest is of the connection, not of the request.
  for (let index = 0; index < fields.length; index += 2) headers.append(fields[index] ?? "", fields[index + 1] ?? "");
  headers.delete("connection");
  headers.delete("transfer-encoding");
  const url = head.target.startsWith("/")
    ? `${head.secure ? "https" : "http"}://${head.host}${head.target}`
    : head.target;
  const { method } = head;
  if (method === "GET" || method === "HEAD") return new Request(url, { method, headers, signal });
  if (body.bytes !== undefined) return new Request(url, { method, headers, signal, body: body.bytes as never });
  if (body.source === undefined) return new Request(url, { method, headers, signal });
  const stream = toStream(body.source, body.length, flow);
  return new Request(url, { method, headers, signal, body: stream, duplex: "half" } as RequestInit);
}

/** A stream that reads its source as the application reads the stream. */
function toStream(
  source: AsyncIterable<unknown> | Iterable<unknown>,
  length: number | undefined,
  flow: ResponseFlow,
): ReadableStream<Uint8Array> {
  const iterator = iterate(source);
  let sent = 0;
  let canceled = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          await longTurn();
          if (canceled) return;
          if (done) {
            if (length !== undefined && sent !== length) throw mismatch(length, sent);
            controller.close();
            return;
          }
          const chunk = toChunk(value);
          sent += chunk.length;
          if (length !== undefined && sent > length) throw mismatch(length, sent);
          if (chunk.length > 0) controller.enqueue(chunk);
        } catch (error) {
          if (canceled) return;
          controller.error(error);
          flow.abort(toError(error));
        }
      },
      async cancel() {
        canceled = true;
        release(source);
        await iterator.return?.(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

async function* iterate(source: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<unknown> {
  yield* source;
}

function isResponse(value: unknown): value is Response {
  return typeof value === "object" && value !== null && "status" in value && "headers" in value && "body" in value;
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value;
}

function toFields(headers: Headers): ResponseFields {
  const fields: ResponseFields = {};
  for (const [name, value] of headers) if (name !== "set-cookie") fields[name] = value;
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) fields["set-cookie"] = cookies.length === 1 ? cookies.join() : cookies;
  return fields;
}
