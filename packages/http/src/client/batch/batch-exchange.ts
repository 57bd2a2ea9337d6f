/**
 * One request with many calls, and its response: undici's handler, and the checks of each call's
 * part. A failure of the request fails the calls that have no response yet, and no others.
 */

import { type Code, ServiceError } from "@seamline/core";
import { createCallId } from "@seamline/core/extend";
import { deadlineSlackMs, soon, startTimer, stopTimer, type Timer } from "@seamline/core/internal";
import {
  decodeUtf8,
  explainUnauthenticated,
  failCall,
  maxResponseMessageBytes,
  problemType,
} from "@seamline/core/wire";
import type { Dispatcher } from "undici";
import { ResponseLineReader } from "../../binding/batch/batch-response.ts";
import { batchType } from "../../binding/batch/batch-text.ts";
import { wireHeaders } from "../../binding/wire-headers.ts";
import type { Connection } from "../../node/undici-connection.ts";
import type { Occupant } from "../connection-slots.ts";
import { graceMs } from "../exchange.ts";
import type { PendingCall } from "../pending-call.ts";
import { failFromStatus, isFramed, markDraining, readError, readOutput } from "../response-reader.ts";
import { type Progress, type TransportFailure, toFailure } from "../transport-failures.ts";

type Headers = Record<string, string | string[] | undefined>;

/** The largest problem that is read when the whole batch is refused, in bytes. */
const maxRefusalBytes = 64 * 1024;

/** Statuses of callees that do not support batches, and so have run nothing. */
const unsupportedStatuses: ReadonlySet<number> = new Set([404, 405, 501]);

/** Events and settings of a batch. */
export interface BatchEvents {
  readonly secure: boolean;
  /** The id of the key that signs; `undefined` without keys. */
  readonly keyId: string | undefined;
  /** The callee does not support batches: none of these calls has run. */
  onRefused(calls: readonly PendingCall[]): void;
  /** All its calls were canceled before it was sent. */
  onLeave(exchange: BatchExchange): void;
  /** Some of its calls, by their ids, were canceled; others are still open. */
  onGiveUp(connection: Connection, callIds: readonly string[]): void;
  /** Called once, when undici has finished the exchange: its connection is free, or closed. */
  onFree(connection: Connection): void;
}

/**
 * One batch. Created at the end of the turn in which its calls were made, dispatched when a
 * connection is free.
 */
export class BatchExchange implements Dispatcher.DispatchHandler, Occupant {
  queueEntry: Occupant["queueEntry"];
  readonly callId: string = createCallId();
  readonly depth: number;
  readonly #events: BatchEvents;
  /** Calls without a response, canceled ones included. */
  readonly #outstanding: Map<string, PendingCall>;
  readonly #reader: ResponseLineReader;
  /** Calls that have not settled. */
  #open: number;
  #progress: Progress | "waiting" = "waiting";
  #connection: Connection | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #givenUp: PendingCall[] = [];
  #grace: Timer | undefined;
  #waits = false;
  #free = false;
  #status = 0;
  #headers: Headers = {};
  #refusal: Buffer[] = [];

  constructor(calls: Map<string, PendingCall>, events: BatchEvents) {
    this.#events = events;
    this.#outstanding = calls;
    this.#open = calls.size;
    const [first] = calls.values();
    this.depth = first?.context.depth ?? 1;
    const onCanceled = (call: PendingCall, error: ServiceError): void => this.#onCanceled(call, error);
    for (const call of calls.values()) call.onCanceled = onCanceled;
    this.#reader = new ResponseLineReader(maxResponseMessageBytes, {
      onResponse: (callId, status, payload) => this.#onResponse(callId, status, payload),
      onFault: (fault, callId) => this.#onFault(fault, callId),
    });
  }

  get calls(): number {
    return this.#open;
  }

  wait(): void {
    this.#waits = true;
    for (const { context } of this.#outstanding.values()) context.hold();
  }

  /**
   * Assigns the connection, and returns the calls to send on it, without those that were canceled
   * meanwhile.
   */
  begin(connection: Connection): readonly PendingCall[] {
    if (this.#waits) for (const { context } of this.#outstanding.values()) context.release();
    this.#connection = connection;
    this.#progress = "queued";
    for (const [id, { settled }] of this.#outstanding) if (settled) this.#outstanding.delete(id);
    return [...this.#outstanding.values()];
  }

  /** Fails all its calls, as too many calls wait for a connection. */
  rejectAll(text: string): void {
    this.#rejectWaiting(({ request }) => failCall(request, "resource_exhausted", text, { sent: "not_sent" }));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#open === 0) controller.abort(new Error("all calls of the batch were canceled"));
    else this.#progress = "sent";
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return; // 100 Continue, 103 Early Hints
    this.#progress = "receiving";
    this.#status = status;
    this.#headers = headers;
    if (unsupportedStatuses.has(status)) this.#events.onRefused(this.#takeWaiting());
    if (status >= 300) return;
    const type = headers["content-type"];
    const encoding = headers["content-encoding"];
    if (headers[wireHeaders.callId] !== this.callId) {
      this.#refuse(
        "data_loss",
        `received the response of another call, or of something that is not a Seamline listener (status ${status})`,
      );
    } else if (status !== 200 || type !== batchType || (encoding !== undefined && encoding !== "identity")) {
      this.#refuse("internal", `expected status 200 and the type ${batchType}, found another response`);
    } else if (!isFramed(headers)) {
      this.#refuse("data_loss", "received a response without a length, so it may have been cut");
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#status === 200) this.#reader.push(chunk);
    else if (this.#refusal.reduce((size, { length }) => size + length, chunk.length) <= maxRefusalBytes) {
      this.#refusal.push(chunk);
    }
  }

  onResponseEnd(): void {
    if (this.#status >= 300) this.#concludeRefusal();
    this.#rejectWaiting((call) => failCall(call.request, "data_loss", "received no response in its batch", {}));
    this.#release();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, reason: unknown): void {
    const { secure } = this.#events;
    const progress = this.#progress === "waiting" ? "queued" : this.#progress;
    const torn = this.#reader.begun;
    const failure = toFailure(reason, progress, secure);
    // A call whose response has not begun is lost, not cut, though others came before it.
    const unbegun = failure.code === "data_loss" ? toFailure({ code: "ECONNRESET" }, "sent", secure) : failure;
    const fail = (call: PendingCall, { code, text, ...rest }: TransportFailure): ServiceError =>
      failCall(call.request, code, text, { ...rest, cause: reason });
    this.#rejectWaiting((call, id) => {
      if (!ServiceError.is(reason)) return fail(call, id === torn ? failure : unbegun);
      const { code, message, sent } = reason; // an error of this package about the whole request
      return failCall(call.request, code, `could not be sent: ${message}`, { sent, cause: reason });
    });
    this.#release();
  }

  #onResponse(callId: string, status: number, payload: string | undefined): void {
    const call = this.#outstanding.get(callId);
    if (call === undefined) {
      this.#refuse("data_loss", "received the response of another call in its batch");
      return;
    }
    this.#outstanding.delete(callId);
    if (call.settled) return; // the call was canceled
    this.#open -= 1;
    const { request } = call;
    if (status < 300) {
      const output = readOutput(request.operation, status, payload);
      if (output !== undefined) call.succeed(markDraining(output, this.#headers));
      else call.fail(failCall(request, "internal", "received a response that is not JSON in UTF-8", {}));
    } else {
      const error = status >= 400 ? readError(payload) : undefined;
      const { keyId } = this.#events;
      if (error !== undefined) call.succeed(markDraining(explainUnauthenticated(error, request, keyId), this.#headers));
      else call.fail(failFromStatus(request, status));
    }
  }

  #onFault(fault: "malformed" | "too long", callId: string | undefined): void {
    const call = callId === undefined ? undefined : this.#outstanding.get(callId);
    if (fault === "too long" && call !== undefined && !call.settled) {
      this.#open -= 1;
      const text = `received a response of more than ${maxResponseMessageBytes} bytes`;
      call.fail(failCall(call.request, "resource_exhausted", text, {}));
    }
    this.#refuse("internal", "was in a batch with a response that cannot be read");
  }

  /** Ends the calls of a refused batch, each with the error of the batch. */
  #concludeRefusal(): void {
    const trusted =
      this.#status >= 400 &&
      this.#headers["content-type"] === problemType &&
      this.#headers[wireHeaders.callId] === this.callId;
    const text = trusted ? decodeUtf8(Buffer.concat(this.#refusal)) : undefined;
    for (const call of this.#takeWaiting()) {
      const error = readError(text);
      if (error !== undefined) call.succeed(explainUnauthenticated(error, call.request, this.#events.keyId));
      else call.fail(failFromStatus(call.request, this.#status, this.#headers["retry-after"]));
    }
  }

  #onCanceled(call: PendingCall, { code }: ServiceError): void {
    const isDue = code === "deadline_exceeded" && call.context.remainingMs <= deadlineSlackMs;
    this.#open -= 1;
    if (this.#progress === "waiting") {
      if (this.#open === 0) this.#events.onLeave(this);
      return;
    }
    this.#givenUp.push(call);
    // A callee whose deadline passes too is about to respond.
    if (!isDue) {
      if (this.#open === 0) this.#giveUp();
      else if (this.#givenUp.length === 1 || this.#grace !== undefined) soon(() => process.nextTick(this.#giveUp));
    } else this.#grace ??= startTimer(this.#giveUp, graceMs);
  }

  /** Sends the cancellations to the callee, or closes the connection if no call is open. */
  readonly #giveUp = (): void => {
    if (this.#free) return;
    const callIds = this.#givenUp.map(({ context }) => context.callId).filter((id) => this.#outstanding.has(id));
    this.#givenUp = [];
    stopTimer(this.#grace);
    this.#grace = undefined;
    if (this.#open === 0 && this.#outstanding.size > 0)
      this.#controller?.abort(new Error("all calls of the batch were canceled"));
    else if (callIds.length > 0 && this.#connection !== undefined) this.#events.onGiveUp(this.#connection, callIds);
  };

  #refuse(code: Code, text: string): void {
    this.#rejectWaiting((call) => failCall(call.request, code, text, {}));
    this.#controller?.abort(new Error(text));
  }

  #rejectWaiting(toError: (call: PendingCall, callId: string) => ServiceError): void {
    for (const call of this.#takeWaiting()) call.fail(toError(call, call.context.callId));
  }

  #takeWaiting(): readonly PendingCall[] {
    const waiting = [...this.#outstanding.values()].filter(({ settled }) => !settled);
    for (const call of waiting) call.onCanceled = undefined;
    this.#outstanding.clear();
    this.#open = 0;
    return waiting;
  }

  #release(): void {
    if (this.#free) return;
    this.#free = true;
    stopTimer(this.#grace);
    if (this.#connection !== undefined) this.#events.onFree(this.#connection);
  }
}
