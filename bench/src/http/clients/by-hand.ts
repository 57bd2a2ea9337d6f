/** Hand-written code around undici. Only `openValidated` validates. */

import type { Quote } from "@bench/orders-client";
import { QuoteRequest, Quote as QuoteSchema, QuoteSearch, Quotes } from "@bench/orders-client/schemas";
import { type Dispatcher, Pool } from "undici";
import type { Caller } from "../../subject/subject.ts";

const headers = { "content-type": "application/json" };

/** `pool.request`, 64 connections. */
export function openRequest(url: string): Caller {
  const pool = new Pool(url, { connections: 64 });
  return toCaller(pool, requestWith(pool));
}

/** The same, input and output validated by zod on this side. */
export function openValidated(url: string): Caller {
  const pool = new Pool(url, { connections: 64 });
  const post = requestWith(pool);
  return {
    quote: async (input) => QuoteSchema.parse(await post("/quotes", QuoteRequest.parse(input))),
    search: async (input) => Quotes.parse(await post("/quotes/search", QuoteSearch.parse(input))),
    close: () => pool.close(),
  };
}

/** `pool.dispatch` with a handler that collects the body, 64 connections. */
export function openDispatch(url: string): Caller {
  const pool = new Pool(url, { connections: 64 });
  return toCaller(pool, dispatchWith(pool, {}));
}

/**
 * The same with pipelining, requests sent before earlier responses: only right for idempotent
 * calls.
 */
export function openPipelined(url: string): Caller {
  const pool = new Pool(url, { connections: 4, pipelining: 16 });
  return toCaller(pool, dispatchWith(pool, { idempotent: true, blocking: false }));
}

type Post = (path: string, input: object) => Promise<unknown>;

function toCaller(pool: Pool, post: Post): Caller {
  return {
    quote: (input) => post("/quotes", input) as Promise<Quote>,
    search: (input) => post("/quotes/search", input) as Promise<Quote[]>,
    close: () => pool.close(),
  };
}

function requestWith(pool: Pool): Post {
  return async (path, input) => {
    const { statusCode, body } = await pool.request({ path, method: "POST", headers, body: JSON.stringify(input) });
    const output = await body.json();
    if (statusCode !== 200) throw new Error(`expected 200, found ${statusCode}`);
    return output;
  };
}

function dispatchWith(pool: Pool, options: Pick<Dispatcher.DispatchOptions, "idempotent" | "blocking">): Post {
  return (path, input) =>
    new Promise((resolve, reject) => {
      const collector = new Collector(resolve, reject);
      pool.dispatch({ path, method: "POST", headers, body: JSON.stringify(input), ...options }, collector);
    });
}

class Collector implements Dispatcher.DispatchHandler {
  #status = 0;
  readonly #chunks: Buffer[] = [];
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (reason: unknown) => void;

  constructor(resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    try {
      if (this.#status !== 200) throw new Error(`expected 200, found ${this.#status}`);
      this.#resolve(JSON.parse(bytes.toString()));
    } catch (reason) {
      this.#reject(reason);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, reason: Error): void {
    this.#reject(reason);
  }
}
