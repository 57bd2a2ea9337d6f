/**
 * One request that is passed to the upstream, and its response. Both bodies flow as fast as their
 * receivers read; nothing is stored and nothing is sent twice. A response that breaks off at the
 * upstream breaks off here.
 */

import { type ClientRequest, type IncomingMessage, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Code } from "@seamline/core";
import { encodeProblem, problemType } from "@seamline/core/wire";
import type { Responder } from "../arrival.ts";
import type { ListenerArrival } from "../connection.ts";
import { discardBody, hasBody } from "../request-body.ts";
import { toClientFields, toInterimFields, toPassedTrailers } from "./passed-fields.ts";
import { QuietTimer } from "./quiet-timer.ts";
import { type FailureLog, toFailure } from "./upstream-failures.ts";
import type { ResolvedUpstream } from "./upstream-options.ts";

/** The parts of a pass. */
export interface PassOptions {
  readonly settings: ResolvedUpstream;
  /** Milliseconds for a client that sends nothing of an announced body. */
  readonly requestTimeoutMs: number;
  /** The name of this listener in `Via`. */
  readonly via: string;
  /** Opens the request to the upstream. */
  open(arrival: ListenerArrival): ClientRequest;
  /** Receives every failure, with its cause for the log. */
  readonly onFailure: FailureLog;
  /** Receives an upgraded connection, on requests that open one. */
  onUpgrade?(response: IncomingMessage, socket: Socket, head: Buffer): void;
}

/**
 * Node sends a head in UTF-8 by `flushHeaders`, and in ISO 8859-1, as it has read it, in front of
 * bytes.
 */
const noBytes = Buffer.alloc(0);

/** A pass in progress. */
export class Pass implements Responder {
  readonly timesBody = true;
  readonly #arrival: ListenerArrival;
  readonly #options: PassOptions;
  readonly #timer: QuietTimer;
  #out: ClientRequest | undefined;
  #response: IncomingMessage | undefined;
  #connected = false;
  #received = 0;
  #ended = false;

  constructor(arrival: ListenerArrival, options: PassOptions) {
    this.#arrival = arrival;
    this.#options = options;
    this.#timer = new QuietTimer(() => this.#expire());
  }

  /** Sends the request. */
  start(): void {
    const { req, res } = this.#arrival;
    const { settings, open } = this.#options;
    this.#arrival.responder = this;
    res.on("error", ignore);
    let out: ClientRequest;
    try {
      out = open(this.#arrival);
    } catch (reason) {
      this.#fail(400, "invalid_argument", "Expected a request that can be passed on", reason);
      return;
    }
    this.#out = out;
    out.on("error", (reason) => this.#onError(reason));
    out.on("response", (response) => this.#respond(response));
    out.on("information", (info) => this.#inform(info));
    out.on("upgrade", (response, socket, head) => this.#upgrade(response, socket, head));
    out.on("socket", (socket) => this.#connect(socket));
    this.#timer.start(settings.connectTimeoutMs);
    if (hasBody(req)) this.#passBody(out);
    else out.end();
  }

  onClose(): void {
    this.#end();
    this.#out?.destroy();
  }

  onShutdown(): void {
    this.#fail(503, "unavailable", "The listener closed before the response was complete", undefined);
  }

  #connect(socket: Socket): void {
    const ready = (): void => {
      this.#connected = true;
      if (!this.#ended && this.#response === undefined) this.#timer.start(this.#waitMs());
    };
    if (socket.connecting) socket.once("encrypted" in socket ? "secureConnect" : "connect", ready);
    else ready();
  }

  /** Milliseconds for the next thing to happen before the response: a part of the body, or it. */
  #waitMs(): number {
    const { settings, requestTimeoutMs } = this.#options;
    return this.#awaitsClient() ? requestTimeoutMs : settings.responseTimeoutMs;
  }

  #awaitsClient(): boolean {
    const { req } = this.#arrival;
    return hasBody(req) && !req.complete && this.#out?.writableNeedDrain === false;
  }

  #passBody(out: ClientRequest): void {
    const { req } = this.#arrival;
    out.write(noBytes); // sends the head
    req.on("data", (chunk: Buffer) => {
      this.#timer.restart();
      this.#received += chunk.length;
      if (this.#received > this.#options.settings.maxBodyBytes) this.#refuseBody();
      else if (!this.#ended && !out.write(chunk)) {
        req.pause();
        if (this.#connected && this.#response === undefined) this.#timer.start(this.#waitMs());
      }
    });
    out.on("drain", () => {
      if (this.#connected && this.#response === undefined && !this.#ended) this.#timer.start(this.#waitMs());
      req.resume();
    });
    req.on("end", () => {
      if (this.#ended || !req.complete) return; // the client has gone: `onClose`
      if (this.#response === undefined && this.#connected) this.#timer.start(this.#options.settings.responseTimeoutMs);
      const trailers = toPassedTrailers(req.rawTrailers);
      if (trailers.length > 0 && out.chunkedEncoding) out.addTrailers(trailers);
      out.end();
    });
    req.on("error", ignore);
  }

  #refuseBody(): void {
    const { maxBodyBytes } = this.#options.settings;
    this.#fail(413, "resource_exhausted", `Expected a body of at most ${maxBodyBytes} bytes`, undefined);
  }

  /** Passes an interim response. `100 Continue` only to a client that waits for it. */
  #inform({ statusCode, statusMessage, rawHeaders }: Interim): void {
    const { req, res } = this.#arrival;
    this.#timer.restart();
    if (this.#ended || res.headersSent || req.httpVersionMinor === 0) return;
    if (statusCode === 100) {
      if (req.headers.expect !== undefined) res.writeContinue();
      return;
    }
    const fields = toInterimFields(rawHeaders);
    const lines = fields.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${fields[index + 1]}`] : []));
    const head = [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, "", ""];
    req.socket.write(head.join("\r\n"), "latin1");
  }

  #respond(response: IncomingMessage): void {
    const { res } = this.#arrival;
    if (this.#ended) return void response.destroy();
    this.#response = response;
    response.on("error", ignore);
    response.on("close", () => this.#cut(response));
    this.#timer.start(this.#options.settings.idleTimeoutMs);
    const { statusCode = 502, statusMessage } = response;
    const chunks = this.#arrival.req.httpVersionMinor > 0;
    const fields = toClientFields(response, this.#options.via, chunks);
    try {
      res.writeHead(statusCode, statusMessage || STATUS_CODES[statusCode] || "Unknown", fields);
      res.write(noBytes); // sends the head
    } catch (reason) {
      this.#fail(502, "unavailable", "The upstream sent a response that cannot be passed on", reason);
      return;
    }
    response.on("data", (chunk: Buffer) => {
      this.#timer.restart();
      if (!this.#ended && !res.write(chunk)) response.pause();
    });
    res.on("drain", () => {
      this.#timer.restart();
      response.resume();
    });
    response.on("end", () => this.#complete(response));
  }

  #complete(response: IncomingMessage): void {
    if (this.#ended || !response.complete) return; // `close` follows
    const { res } = this.#arrival;
    this.#end();
    const trailers = toPassedTrailers(response.rawTrailers);
    if (trailers.length > 0 && res.chunkedEncoding) res.addTrailers(trailers);
    if (!this.#arrival.req.complete) this.#dropBody();
    this.#arrival.end();
  }

  /** The rest of the body is of no use: the response is there before it. */
  #dropBody(): void {
    this.#arrival.req.removeAllListeners("data");
    discardBody(this.#arrival);
    this.#arrival.req.resume();
    this.#out?.destroy();
  }

  #upgrade(response: IncomingMessage, socket: Socket, head: Buffer): void {
    const { onUpgrade } = this.#options;
    if (this.#ended || onUpgrade === undefined) {
      socket.destroy();
      this.#fail(502, "unavailable", "The upstream switched to another protocol unasked", undefined);
      return;
    }
    this.#end();
    onUpgrade(response, socket, head);
  }

  #cut(response: IncomingMessage): void {
    if (!response.complete) this.#onError(new Error("the response broke off"));
  }

  #onError(reason: Error): void {
    if (this.#ended) return;
    const { status, code, message } = toFailure(reason);
    this.#fail(status, code, message, reason);
  }

  #expire(): void {
    const out = this.#out;
    const { settings, requestTimeoutMs } = this.#options;
    const { connectTimeoutMs, responseTimeoutMs, idleTimeoutMs } = settings;
    const quiet = (ms: number): string => `for ${ms} ms`;
    if (this.#response !== undefined) {
      this.#fail(504, "unavailable", `The upstream sent nothing ${quiet(idleTimeoutMs)}`, undefined);
    } else if (out?.socket == null) {
      this.#fail(503, "unavailable", `No connection to the upstream was free ${quiet(connectTimeoutMs)}`, undefined);
    } else if (!this.#connected) {
      this.#fail(504, "unavailable", `The upstream took no connection ${quiet(connectTimeoutMs)}`, undefined);
    } else if (this.#awaitsClient()) {
      this.#fail(408, "unavailable", `Expected the body to arrive; nothing came ${quiet(requestTimeoutMs)}`, undefined);
    } else {
      this.#fail(504, "deadline_exceeded", `The upstream did not respond ${quiet(responseTimeoutMs)}`, undefined);
    }
  }

  /** Responds with an error, or cuts a response that has begun. */
  #fail(status: number, code: Code, message: string, cause: unknown): void {
    if (this.#ended) return;
    this.#end();
    const arrival = this.#arrival;
    const out = this.#out;
    if (status >= 500) this.#options.onFailure({ status, code, message }, cause, arrival.res.headersSent);
    this.#response?.destroy();
    if (arrival.abandoned) out?.destroy();
    else if (arrival.res.writableNeedDrain) arrival.res.destroy();
    else if (arrival.res.headersSent) arrival.cut();
    else {
      if (status === 408) arrival.closeConnection();
      if (!arrival.req.complete) this.#dropBody();
      respondWithProblem(arrival, status, code, message);
    }
    out?.destroy();
  }

  #end(): void {
    this.#ended = true;
    this.#timer.stop();
  }
}

/** The head of an interim response. */
interface Interim {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly rawHeaders: readonly string[];
}

function ignore(): void {}

/** Responds with an error of the listener itself. */
export function respondWithProblem(arrival: ListenerArrival, status: number, code: Code, message: string): void {
  const body = encodeProblem({ code, message }, status, undefined);
  arrival.writeHead(status, { "content-type": problemType, "content-length": Buffer.byteLength(body) });
  arrival.end(body);
}
