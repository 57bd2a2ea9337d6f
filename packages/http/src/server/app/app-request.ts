/**
 * A request that arrived at the server of an existing app. The app parsed its head and may have read
 * its body: the listener's own rules need both as they arrived.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { jsonType } from "@seamline/core/wire";
import type { ArrivedRequest } from "../arrival.ts";
import { takenBody } from "../request-body.ts";
import { addHeadersOfHttp1, closeStream, streamOf } from "./http2-stream.ts";

type Headers = IncomingMessage["headers"];

/** Stands for the socket of a request without one; only the address and the certificate are read. */
const noSocket = { remoteAddress: undefined } as IncomingMessage["socket"];

/** A body that the app has read before. */
export interface GivenBody {
  /** Its bytes; of a parsed one, those of the same value written anew. */
  readonly bytes: Uint8Array;
  /** `false` for a parsed body: no signature can be checked over it. */
  readonly exact: boolean;
}

/** The body as the app has left it; the members of the request by default. */
export interface AppBody {
  /** The parsed body, as `express.json()` leaves it. */
  readonly body?: unknown;
  /** The bytes of the body, or its text. */
  readonly rawBody?: unknown;
  /** `true` if other code has read the body, which arrives with the request then as a placeholder. */
  readonly bodyTaken?: boolean;
}

/** A request of an app, in the form of a listener's request. */
export class AppRequest implements ArrivedRequest {
  readonly raw: IncomingMessage;
  /** The value that the app's framework passes to its middleware, for `authenticate`. */
  readonly context: unknown;
  readonly headers: Headers;
  /** Path and query, below the prefix. */
  url: string;
  /** The body, if it is known; `undefined` if it is still to be read. */
  given: GivenBody | undefined;

  readonly #connected: boolean;

  /**
   * @param url path and query, below the prefix.
   * @param connected `false` for a request without a connection.
   */
  constructor(raw: IncomingMessage, url: string, context: unknown, connected: boolean) {
    this.raw = raw;
    this.url = url;
    this.context = context;
    this.#connected = connected;
    this.headers = joinRepeated(raw);
    const stream = streamOf(raw);
    if (stream !== undefined) addHeadersOfHttp1(this.headers, stream);
  }

  get method(): string | undefined {
    return this.raw.method;
  }

  get socket(): IncomingMessage["socket"] {
    return this.#connected ? this.raw.socket : noSocket;
  }

  get httpVersionMinor(): number {
    return this.raw.httpVersionMinor;
  }

  get complete(): boolean {
    return this.given !== undefined || this.raw.complete;
  }

  /** `true` if the body begins to arrive only now. */
  get isUnread(): boolean {
    return !this.raw.readableDidRead && !this.raw.readableEnded;
  }

  /**
   * Sets the body that other code of the app has read.
   * @throws {Refusal} `internal` if nothing is left of it.
   */
  takeGiven({ body, rawBody }: AppBody): void {
    const given = toBytes(rawBody) ?? toBytes(body);
    if (given !== undefined) this.give(given);
    else this.#giveParsed(body);
  }

  /** Sets the bytes of the body. */
  give(bytes: Uint8Array): void {
    this.given = { bytes, exact: true };
  }

  #giveParsed(body: unknown): void {
    const announced = Number(this.headers["content-length"]);
    const isJson = this.headers["content-type"]?.toLowerCase().startsWith(jsonType) === true;
    // Parsers leave an empty object for bodies that are not theirs as well.
    const isEmpty = typeof body !== "object" || body === null || Object.keys(body).length === 0;
    if (!isJson || body === undefined || (isEmpty && announced !== 2)) throw takenBody();
    const bytes = Buffer.from(JSON.stringify(body));
    this.headers["content-length"] = String(bytes.length);
    delete this.headers["transfer-encoding"];
    this.given = { bytes, exact: false };
  }

  on(event: "data", listener: (chunk: Buffer) => void): this;
  on(event: "close" | "end" | "error", listener: () => void): this;
  on(event: "close" | "data" | "end" | "error", listener: ((chunk: Buffer) => void) | (() => void)): this {
    if (this.given === undefined) this.#onRaw(event, listener);
    else this.#onGiven(event, listener as (chunk?: Buffer) => void, this.given.bytes);
    return this;
  }

  #onRaw(event: string, listener: (chunk: Buffer) => void): void {
    const { raw } = this;
    if (event !== "data") {
      raw.on(event, listener);
      return;
    }
    raw.on("data", (chunk: Buffer | string) => {
      listener(typeof chunk === "string" ? Buffer.from(chunk, raw.readableEncoding ?? "utf8") : chunk);
    });
    if (raw.readableFlowing === false) raw.resume(); // other code of the app has paused it
  }

  /** Delivers a known body in later microtasks: its chunk, then its end. */
  #onGiven(event: string, listener: (chunk?: Buffer) => void, bytes: Uint8Array): void {
    if (event === "data" && bytes.length > 0) queueMicrotask(() => listener(Buffer.from(bytes)));
    if (event === "end") queueMicrotask(() => listener());
    if (event === "close") this.raw.on("close", listener);
  }

  pause(): void {
    if (this.given === undefined) this.raw.pause();
  }

  resume(): void {
    if (this.given === undefined) this.raw.resume();
  }

  destroy(): void {
    const stream = streamOf(this.raw);
    if (stream === undefined) this.raw.destroy();
    else closeStream(stream);
  }

  /** Ends the request once its response, which has ended, is written. */
  destroyAfter(res: ServerResponse): void {
    // A response of HTTP/2 finishes with its stream, which waits for the written response.
    if (streamOf(this.raw) === undefined) res.on("finish", () => this.destroy());
    else this.destroy();
  }
}

/**
 * A copy of the headers in which repeated ones are joined by a comma, as on a listener. Node keeps
 * the first of some names, and a check of one value would overlook the others. A header that the
 * app has changed stays as the app left it.
 */
function joinRepeated({ headers, rawHeaders }: IncomingMessage): Headers {
  const joined: Headers = { ...headers };
  const first = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    const value = rawHeaders[index + 1] ?? "";
    const before = first.get(name);
    if (before === undefined) first.set(name, value);
    else {
      const all = `${before}, ${value}`;
      if (headers[name] === before || joined[name] === before) joined[name] = all;
      first.set(name, all);
    }
  }
  return joined;
}

function toBytes(value: unknown): Uint8Array | undefined {
  if (typeof value === "string") return Buffer.from(value);
  return value instanceof Uint8Array ? value : undefined;
}
