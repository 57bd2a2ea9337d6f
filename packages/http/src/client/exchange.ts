/**
 * One request and its response: undici's handler, the buffer of the body and the checks of the
 * response in one object. No part of a response is trusted until its call id matches.
 */

import { type CallRequest, type CallResponse, type Code, ServiceError } from "@seamline/core";
import type { Receiver } from "@seamline/core/extend";
import { deadlineSlackMs, soon, startTimer, stopTimer, type Timer } from "@seamline/core/internal";
import {
  ChunkQueue,
  decodeUtf8,
  explainUnauthenticated,
  failCall,
  maxResponseMessageBytes,
  problemType,
  readLines,
} from "@seamline/core/wire";
import type { Dispatcher } from "undici";
import type { EncodedInput } from "../binding/http-binding.ts";
import { wireHeaders } from "../binding/wire-headers.ts";
import type { Connection } from "../node/undici-connection.ts";
import type { Occupant } from "./connection-slots.ts";
import { readForeign } from "./foreign/foreign-error.ts";
import { findForeignFault } from "./foreign/foreign-response.ts";
import { readPlainLines } from "./foreign/plain-lines.ts";
import {
  failFromStatus,
  findFault,
  isFramed,
  markDraining,
  type ResponseHeaders,
  readError,
  readOutput,
} from "./response-reader.ts";
import { type Progress, toFailure } from "./transport-failures.ts";

/**
 * The grace period of a callee to respond after a deadline that has passed on this side, in
 * milliseconds.
 */
export const graceMs = 250;

/** Events and settings of a transport's exchanges; `Held` is what an exchange occupies. */
export interface ExchangeEvents<Held = Connection> {
  /** `true` over TLS. */
  readonly secure: boolean;
  /** The id of the key that signs; `undefined` without keys. */
  readonly keyId: string | undefined;
  /**
   * `true` for callees that do not know Seamline: a response without a call id is read by its
   * status and content type.
   */
  readonly foreign: boolean;
  /** Called once, when undici has finished the exchange: its connection is free, or closed. */
  onFree(connection: Held): void;
}

/** One request. Created with the call, dispatched when a connection is free. */
export class Exchange<Held = Connection> implements Dispatcher.DispatchHandler, Occupant {
  readonly calls = 1;
  readonly depth: number;
  queueEntry: Occupant["queueEntry"];
  readonly request: CallRequest;
  readonly encoded: EncodedInput;
  readonly #streams: "none" | "items" | "bytes";
  readonly #receiver: Receiver;
  readonly #events: ExchangeEvents<Held>;
  #connection: Held | undefined;
  #progress: Progress = "queued";
  #waits = false;
  #settled = false;
  #free = false;
  #cancellation: ServiceError | undefined;
  #grace: Timer | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: ResponseHeaders = {};
  #isForeign = false;
  #size = 0;
  /** The first chunk: most responses arrive in one. */
  #chunk: Buffer | undefined;
  #chunks: Buffer[] | undefined;
  #body: ChunkQueue | undefined;

  constructor(request: CallRequest, encoded: EncodedInput, receiver: Receiver, events: ExchangeEvents<Held>) {
    this.request = request;
    this.depth = request.context.depth;
    this.encoded = encoded;
    this.#streams = request.operation.streaming?.output ?? "none";
    this.#receiver = receiver;
    this.#events = events;
  }

  wait(): void {
    this.#waits = true;
    this.request.context.hold();
  }

  /** Assigns the connection, and returns the call to send on it. */
  begin(connection: Held): CallRequest {
    if (this.#waits) this.request.context.release();
    this.#connection = connection;
    return this.request;
  }

  /**
   * Settles the call, and frees its connection. A callee whose deadline passes too is about to
   * respond; its response frees the connection without closing it, and its handler gets the true
   * reason.
   */
  cancel(error: ServiceError): void {
    this.#cancellation = error;
    this.#reject(error);
    this.#body?.fail(error);
    const abort = (): void => this.#controller?.abort(error);
    // A callee whose deadline passes too is about to respond; a foreign one has none, and of a
    // caller's own timeout it knows nothing.
    const isDue =
      !this.#events.foreign &&
      error.code === "deadline_exceeded" &&
      this.request.context.remainingMs <= deadlineSlackMs;
    if (isDue && this.#progress !== "queued") this.#grace = startTimer(abort, graceMs);
    else abort();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#cancellation !== undefined) controller.abort(this.#cancellation);
    else this.#progress = "sent";
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) return; // 100 Continue, 103 Early Hints
    this.#progress = "receiving";
    this.#status = status;
    this.#headers = headers;
    const echo = headers[wireHeaders.callId];
    const succeeded = status < 300;
    if (echo === undefined && this.#events.foreign) this.#startForeign(controller);
    else if (echo === undefined ? succeeded : echo !== this.request.context.callId) {
      const found = this.#events.foreign
        ? "a response with the id of another call: the callee knows Seamline, so its target needs no foreign=true"
        : "the response of another call, or of something that is not a Seamline listener";
      this.#refuse("data_loss", `received ${found} (status ${status})`);
    } else if (succeeded) {
      const fault = findFault(this.request.operation, status, headers);
      if (fault !== undefined) this.#refuse(fault.code, fault.text);
      else if (this.#streams !== "none") this.#resolve({ output: this.#openStream(controller), local: false });
    } else if (!isFramed(headers)) {
      this.#rejectByStatus();
      this.#controller?.abort(new Error("the response has no length"));
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body !== undefined) this.#body.push(chunk);
    if (this.#settled) return;
    this.#size += chunk.length;
    if (this.#size > maxResponseMessageBytes)
      this.#refuse("resource_exhausted", `received a response of more than ${maxResponseMessageBytes} bytes`);
    else if (this.#chunk === undefined) this.#chunk = chunk;
    else if (this.#chunks === undefined) this.#chunks = [this.#chunk, chunk];
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#body?.end();
    try {
      if (!this.#settled) this.#conclude();
    } catch (cause) {
      this.#refuse("internal", "received a response that cannot be read", cause);
    }
    this.#release();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, reason: unknown): void {
    if (!this.#settled || this.#body !== undefined) {
      const { code, text, ...rest } = toFailure(reason, this.#progress, this.#events.secure);
      const error = ServiceError.is(reason) ? reason : failCall(this.request, code, text, { ...rest, cause: reason });
      this.#reject(error);
      this.#body?.fail(error);
    }
    this.#release();
  }

  /**
   * Opens the items of a stream response. A reader that stops cancels the call, which aborts the
   * exchange.
   */
  #openStream(controller: Dispatcher.DispatchController): AsyncIterable<unknown> {
    this.#body = new ChunkQueue(controller);
    if (this.#streams === "bytes") return this.#body;
    const fail = (code: Code, text: string): ServiceError =>
      failCall(this.request, code === "invalid_argument" ? "internal" : code, `received a stream that ${text}`, {});
    const read = this.#isForeign ? readPlainLines : readLines;
    return read(this.#body, maxResponseMessageBytes, fail);
  }

  #conclude(): void {
    if (this.#isForeign) {
      this.#concludeForeign();
      return;
    }
    if (this.#status >= 300) {
      this.#concludeError();
      return;
    }
    const bytes = this.#bytes();
    const text = bytes === undefined ? "" : decodeUtf8(bytes);
    const response = readOutput(this.request.operation, this.#status, text);
    if (response === undefined) this.#refuse("internal", "received a response that is not JSON in UTF-8");
    else this.#resolve(response);
  }

  /** Begins to read a response that has no call id. */
  #startForeign(controller: Dispatcher.DispatchController): void {
    this.#isForeign = true;
    const fault = findForeignFault(this.request.operation, this.#status, this.#headers);
    if (fault !== undefined) this.#refuse(fault.code, fault.text);
    else if (this.#streams !== "none" && this.#status < 300) {
      this.#resolve({ output: this.#openStream(controller), local: false });
    }
  }

  #concludeForeign(): void {
    const response = readForeign(this.request, this.#status, this.#headers, this.#bytes());
    if (ServiceError.is(response)) this.#reject(response);
    else this.#resolve(response);
  }

  #concludeError(): void {
    const trusted =
      this.#status >= 400 &&
      this.#headers["content-type"] === problemType &&
      this.#headers[wireHeaders.callId] === this.request.context.callId;
    const bytes = trusted ? this.#bytes() : undefined;
    const response = bytes && readError(decodeUtf8(bytes));
    if (response === undefined) this.#rejectByStatus();
    else this.#resolve(explainUnauthenticated(response, this.request, this.#events.keyId));
  }

  #rejectByStatus(): void {
    this.#reject(failFromStatus(this.request, this.#status, this.#headers["retry-after"]));
  }

  #bytes(): Buffer | undefined {
    return this.#chunks === undefined ? this.#chunk : Buffer.concat(this.#chunks);
  }

  #refuse(code: "internal" | "data_loss" | "resource_exhausted", text: string, cause?: unknown): void {
    const error = failCall(this.request, code, text, { cause });
    this.#reject(error);
    this.#controller?.abort(error);
  }

  #resolve(response: CallResponse): void {
    if (this.#settled) return;
    this.#settled = true;
    const closes = this.#headers.connection !== undefined;
    this.#receiver.succeed(closes ? markDraining(response, this.#headers) : response);
  }

  /**
   * Fails the call later: some failures are found while the call is being made, before its receiver
   * expects them.
   */
  #reject(error: ServiceError): void {
    if (this.#settled) return;
    this.#settled = true;
    soon(() => this.#receiver.fail(error));
  }

  #release(): void {
    if (this.#free) return;
    this.#free = true;
    if (this.#grace !== undefined) stopTimer(this.#grace);
    this.#chunk = undefined;
    this.#chunks = undefined;
    if (this.#connection !== undefined) this.#events.onFree(this.#connection);
  }
}
