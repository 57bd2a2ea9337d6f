/**
 * One request to a node listener: a real IncomingMessage and a real ServerResponse, with the events
 * that node's server and parser give them, in the same order.
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_server.js
 */

import type { AsyncResource } from "node:async_hooks";
import { afterTurn } from "@seamline/core/internal";
import { reportFault } from "@seamline/core/wire";
import type { NodeListener } from "../app.ts";
import { markInternal } from "../internal-request.ts";
import type { SentBody } from "../request-body.ts";
import type { RequestHead } from "../request-head.ts";
import { type Producer, type ResponseFlow, toError } from "../response-flow.ts";
import { SubRequestError } from "../sub-request-error.ts";
import { BodyFeed } from "./body-feed.ts";
import { highWaterMark, MemorySocket, type SocketEvents } from "./memory-socket.ts";
import {
  createRequest,
  createResponse,
  detachAbortSignal,
  emitDrain,
  type PrivateRequest,
  type PrivateResponse,
  storeUnframedHeader,
} from "./privates.ts";
import { parseFields, parseHead, type ResponseHead, rawFields } from "./response-head.ts";

/** The request, its response and the socket of both. */
export class NodeExchange implements Producer, SocketEvents {
  readonly #head: RequestHead;
  readonly #flow: ResponseFlow;
  /** The application's async context. */
  readonly #frame: AsyncResource;
  readonly #socket: MemorySocket;
  readonly #request: PrivateRequest;
  readonly #response: PrivateResponse;
  readonly #feed: BodyFeed;
  /** The final head, once it was written. */
  #started: ResponseHead | undefined;
  #received = 0;
  #finished = false;
  /** Thrown by the listener. */
  #thrown: unknown;

  constructor(head: RequestHead, body: SentBody, flow: ResponseFlow, frame: AsyncResource) {
    this.#head = head;
    this.#flow = flow;
    this.#frame = frame;
    flow.producer = this;
    const socket = new MemorySocket(head.secure, this);
    const request = createRequest(socket);
    request.httpVersion = "1.1";
    request.httpVersionMajor = 1;
    request.httpVersionMinor = 1;
    request.method = head.method;
    request.url = head.target;
    request.upgrade = false;
    request._addHeaderLines(head.fields, head.fields.length);
    markInternal(request);
    const response = createResponse(request, responseOptions);
    response._storeHeader = storeUnframedHeader;
    response.shouldKeepAlive = !head.closes;
    response.assignSocket(socket);
    response.on("finish", () => this.#finish());
    this.#socket = socket;
    this.#request = request;
    this.#response = response;
    this.#feed = new BodyFeed(body, request, {
      within: (run) => frame.runInAsyncScope(run),
      failed: (error) => flow.abort(error),
    });
  }

  /** Calls the listener, in an async context without anything of the caller's. */
  run(listener: NodeListener): void {
    this.#frame.runInAsyncScope(this.#run, this, listener);
    this.#feed.startSource();
  }

  #run(listener: NodeListener): void {
    const { refusal, expectation } = this.#head;
    if (refusal !== undefined) {
      this.#response.writeHead(refusal, ["Connection", "close"]).end();
    } else if (expectation !== undefined && !/(?:^|\W)100-continue(?:$|\W)/i.test(expectation)) {
      this.#response.writeHead(417).end();
    } else {
      if (expectation !== undefined) {
        this.#response._expect_continue = true;
        this.#response.writeContinue();
      }
      this.#call(listener);
    }
    this.#feed.start();
  }

  /** A listener that throws would end a server's process; here it ends its own request. */
  #call(listener: NodeListener): void {
    try {
      const result = listener(this.#request, this.#response);
      if (result instanceof Promise) result.catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends the request. What the listener throws after its response is only reported. */
  #fail(error: unknown): void {
    if (this.#response.writableEnded) return void reportFault("an application failed after its response", error);
    this.#thrown = error;
    this.#socket.destroy(toError(error));
  }

  cancel(_reason: Error): void {
    this.#frame.runInAsyncScope(() => void this.#socket.destroy());
  }

  drained(): void {
    this.#socket.settleSoon();
  }

  wanted(): void {
    this.#feed.want();
  }

  flushed(): boolean {
    return this.#flow.waiting < highWaterMark;
  }

  writable(): void {
    emitDrain(this.#response);
  }

  /** As node's server does: the socket is closed if no listener takes the event. */
  idle(): void {
    this.#frame.runInAsyncScope(() => {
      const socket = this.#socket;
      const byRequest = !this.#request.complete && this.#request.emit("timeout", socket);
      const byResponse = !this.#finished && this.#response.emit("timeout", socket);
      const bySocket = socket.emit("timeout");
      if (!byRequest && !byResponse && !bySocket) socket.destroy();
    });
  }

  closed(): void {
    this.#feed.stop();
    if (this.#finished) return;
    this.#request.destroy(connectionReset());
    if (this.#flow.ended) return;
    this.#flow.fail(
      this.#thrown === undefined
        ? new SubRequestError("UND_ERR_SOCKET", "other side closed")
        : new SubRequestError("UND_ERR_SOCKET", "the application threw an error instead of responding", {
            cause: this.#thrown,
          }),
    );
  }

  written(data: string | Uint8Array, encoding: BufferEncoding | undefined): void {
    if (this.#flow.ended) return;
    if (this.#started !== undefined) {
      this.#receive(data, encoding);
      return;
    }
    const text = this.#response._header;
    if (!this.#response._headerSent || text === null) {
      this.#inform(data.toString());
      return;
    }
    this.#start(text, data, encoding);
    if (typeof data === "string" && data.length > text.length) this.#receive(data.slice(text.length), encoding);
  }

  #inform(text: string): void {
    const { status, fields, message, raw } = parseHead(text);
    if (status !== 100) this.#flow.head(status, fields, message, raw);
  }

  /** Text beside UTF-8 text is sent as UTF-8 by node, its head included. */
  #start(text: string, data: string | Uint8Array, encoding: BufferEncoding | undefined): void {
    const beside = typeof data === "string" && encoding !== "latin1" && !isAscii(text);
    const head = parseHead(beside ? Buffer.from(text).toString("latin1") : text);
    this.#started = head;
    this.#flow.head(head.status, head.fields, head.message, head.raw);
    if (!this.#response._hasBody || head.length === 0) this.#complete();
  }

  #receive(data: string | Uint8Array, encoding: BufferEncoding | undefined): void {
    if (data.length === 0) return;
    let chunk = typeof data === "string" ? Buffer.from(data, encoding) : Buffer.from(data);
    const length = this.#started?.length ?? -1;
    if (length >= 0 && this.#received + chunk.length > length) chunk = chunk.subarray(0, length - this.#received);
    this.#received += chunk.length;
    if (chunk.length > 0) this.#flow.data(chunk);
    if (this.#received === length) this.#complete();
  }

  #complete(): void {
    const trailer = this.#response.framed ? this.#response._trailer : "";
    if (trailer === "") this.#flow.end({});
    else this.#flow.end(parseFields(trailer), () => rawFields(trailer));
  }

  /** As node's server does after the last byte of a response. */
  #finish(): void {
    this.#finished = true;
    const request = this.#request;
    const response = this.#response;
    detachAbortSignal(request);
    if (!request._consuming && !request._readableState.resumeScheduled) request._dump();
    response.detachSocket(this.#socket);
    this.#socket.rest();
    process.nextTick(emitClose, response);
    if (!this.#flow.ended) this.#conclude();
    // An upload that goes on after the response is read no more, as clients end it. Without an error:
    // behind a port its request gets no event either, and code that dropped its reading goes on.
    if (!request.complete) afterTurn(() => this.#feed.stop());
    if (this.#socket.listenerCount("close") > 0) this.#socket.destroySoon();
  }

  #conclude(): void {
    const length = this.#started?.length ?? -1;
    if (this.#started === undefined) {
      this.#flow.fail(new SubRequestError("UND_ERR_SOCKET", "expected a response, found none before the end"));
    } else if (length > this.#received) {
      this.#flow.fail(
        new SubRequestError(
          "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
          `Response body length does not match content-length header: expected ${length} bytes, found ${this.#received}`,
        ),
      );
    } else {
      this.#complete();
    }
  }
}

function connectionReset(): Error {
  return Object.assign(new Error("aborted"), { code: "ECONNRESET" });
}

const responseOptions = { highWaterMark };

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
const ascii = /^[\x00-\x7f]*$/;

function isAscii(text: string): boolean {
  return ascii.test(text);
}

function emitClose(response: PrivateResponse): void {
  if (response._closed) return;
  response.destroyed = true;
  response._closed = true;
  response.emit("close");
}
