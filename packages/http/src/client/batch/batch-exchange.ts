/**
 * One request that carries many calls, and its answer: undici's handler, and the judge of each
 * call's part. Whatever happens to the request happens to each call that has no answer yet, and to
 * no other.
 */

import { type Code, ServiceError } from "@seamline/core";
import { createCallId } from "@seamline/core/extend";
import type { Dispatcher } from "undici";
import { AnswerReader } from "../../binding/batch/batch-answers.ts";
import { batchType } from "../../binding/batch/batch-text.ts";
import { decodeUtf8 } from "../../binding/json-text.ts";
import { problemType } from "../../binding/problem.ts";
import { wireHeaders } from "../../binding/wire-headers.ts";
import type { Connection } from "../../node/undici-connection.ts";
import { failCall, failFromStatus, isFramed, maxResponseMessageBytes, readError, readOutput } from "../answer.ts";
import type { Occupant } from "../connection-slots.ts";
import { graceMs } from "../exchange.ts";
import type { PendingCall } from "../pending-call.ts";
import { type Progress, type TransportFailure, toFailure } from "../transport-failures.ts";

type Headers = Record<string, string | string[] | undefined>;

/** Bytes of a refusal, which is a problem. */
const maxRefusalBytes = 64 * 1024;

/** Statuses of whoever knows no batches, and so has run nothing. */
const strangers: ReadonlySet<number> = new Set([404, 405, 501]);

/** What becomes of a batch beside its calls. */
export interface BatchEvents {
  readonly secure: boolean;
  /** The callee knows no batches: none of these calls has run. */
  onRefused(calls: readonly PendingCall[]): void;
  /** Nobody waits for its calls any more, and it has not been sent. */
  onLeave(exchange: BatchExchange): void;
  /** Some of its calls, by their ids, are given up; the others are not. */
  onGiveUp(connection: Connection, callIds: readonly string[]): void;
  /** undici is done with it: its connection is free, or gone. Called once. */
  onFree(connection: Connection): void;
}

/**
 * Many calls on their way. Made at the end of the turn in which they were made, dispatched when
 * there is a connection.
 */
export class BatchExchange implements Dispatcher.DispatchHandler, Occupant {
  place: Occupant["place"];
  readonly callId: string = createCallId();
  readonly #events: BatchEvents;
  /** Those that have no answer yet, whether somebody waits for it or not. */
  readonly #unanswered: Map<string, PendingCall>;
  readonly #answers: AnswerReader;
  /** Calls that somebody waits for. */
  #open: number;
  #progress: Progress | "waiting" = "waiting";
  #connection: Connection | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #givenUp: PendingCall[] = [];
  #grace: NodeJS.Timeout | undefined;
  #free = false;
  #status = 0;
  #headers: Headers = {};
  #refusal: Buffer[] = [];

  constructor(calls: Map<string, PendingCall>, events: BatchEvents) {
    this.#events = events;
    this.#unanswered = calls;
    this.#open = calls.size;
    const onCanceled = (call: PendingCall, error: ServiceError): void => this.#onCanceled(call, error);
    for (const call of calls.values()) call.onCanceled = onCanceled;
    this.#answers = new AnswerReader(maxResponseMessageBytes, {
      onAnswer: (callId, status, payload) => this.#onAnswer(callId, status, payload),
      onFault: (fault, callId) => this.#onFault(fault, callId),
    });
  }

  get calls(): number {
    return this.#open;
  }

  /** The calls to send on a connection. What was canceled meanwhile has never been sent. */
  begin(connection: Connection): readonly PendingCall[] {
    this.#connection = connection;
    this.#progress = "queued";
    for (const [id, { settled }] of this.#unanswered) if (settled) this.#unanswered.delete(id);
    return [...this.#unanswered.values()];
  }

  /** There is no room for it. */
  turnAway(text: string): void {
    this.#rejectWaiting(({ request }) => failCall(request, "resource_exhausted", text, { sent: "not_sent" }));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#open === 0) controller.abort(new Error("nobody waits any more"));
    else this.#progress = "sent";
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return; // 100 Continue, 103 Early Hints
    this.#progress = "answering";
    this.#status = status;
    this.#headers = headers;
    if (strangers.has(status)) this.#events.onRefused(this.#takeWaiting());
    if (status >= 300) return;
    const type = headers["content-type"];
    const encoding = headers["content-encoding"];
    if (headers[wireHeaders.callId] !== this.callId) {
      this.#refuse("data_loss", `got the response of another call, or of no Seamline listener (status ${status})`);
    } else if (status !== 200 || type !== batchType || (encoding !== undefined && encoding !== "identity")) {
      this.#refuse("internal", `expected status 200 and the type ${batchType}, found another answer`);
    } else if (!isFramed(headers)) {
      this.#refuse("data_loss", "got an answer without a length, of which nobody can say whether it is whole");
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#status === 200) this.#answers.push(chunk);
    else if (this.#refusal.reduce((size, { length }) => size + length, chunk.length) <= maxRefusalBytes) {
      this.#refusal.push(chunk);
    }
  }

  onResponseEnd(): void {
    if (this.#status >= 300) this.#concludeRefusal();
    this.#rejectWaiting((call) => failCall(call.request, "data_loss", "was left out of the answers of its batch", {}));
    this.#release();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, reason: unknown): void {
    const { secure } = this.#events;
    const progress = this.#progress === "waiting" ? "queued" : this.#progress;
    const torn = this.#answers.begun;
    const failure = toFailure(reason, progress, secure);
    // An answer of which nothing has arrived is not cut short, though others came before it.
    const unbegun = failure.code === "data_loss" ? toFailure({ code: "ECONNRESET" }, "sent", secure) : failure;
    const fail = (call: PendingCall, { code, text, ...rest }: TransportFailure): ServiceError =>
      failCall(call.request, code, text, { ...rest, cause: reason });
    this.#rejectWaiting((call, id) => {
      if (!ServiceError.is(reason)) return fail(call, id === torn ? failure : unbegun);
      const { code, message, sent } = reason; // ours, about the request that they share
      return failCall(call.request, code, `could not be sent: ${message}`, { sent, cause: reason });
    });
    this.#release();
  }

  #onAnswer(callId: string, status: number, payload: string | undefined): void {
    const call = this.#unanswered.get(callId);
    if (call === undefined) {
      this.#refuse("data_loss", "got the response of another call in its batch");
      return;
    }
    this.#unanswered.delete(callId);
    if (call.settled) return; // it was canceled, and its answer comes too late
    this.#open -= 1;
    const { request } = call;
    if (status < 300) {
      const output = readOutput(request.operation, status, payload);
      if (output !== undefined) call.succeed(output);
      else call.fail(failCall(request, "internal", "got an answer that is not JSON in UTF-8", {}));
    } else {
      const error = status >= 400 ? readError(payload) : undefined;
      if (error !== undefined) call.succeed(error);
      else call.fail(failFromStatus(request, status));
    }
  }

  #onFault(fault: "malformed" | "too long", callId: string | undefined): void {
    const call = callId === undefined ? undefined : this.#unanswered.get(callId);
    if (fault === "too long" && call !== undefined && !call.settled) {
      this.#open -= 1;
      const text = `got an answer of more than ${maxResponseMessageBytes} bytes`;
      call.fail(failCall(call.request, "resource_exhausted", text, {}));
    }
    this.#refuse("internal", "shares its answer with one that cannot be read");
  }

  /** The whole batch was refused, in words that hold for every call of it. */
  #concludeRefusal(): void {
    const trusted =
      this.#status >= 400 &&
      this.#headers["content-type"] === problemType &&
      this.#headers[wireHeaders.callId] === this.callId;
    const text = trusted ? decodeUtf8(Buffer.concat(this.#refusal)) : undefined;
    for (const call of this.#takeWaiting()) {
      const error = readError(text);
      if (error !== undefined) call.succeed(error);
      else call.fail(failFromStatus(call.request, this.#status, this.#headers["retry-after"]));
    }
  }

  #onCanceled(call: PendingCall, { code }: ServiceError): void {
    this.#open -= 1;
    if (this.#progress === "waiting") {
      if (this.#open === 0) this.#events.onLeave(this);
      return;
    }
    this.#givenUp.push(call);
    // A callee whose deadline passes too is about to say so.
    if (code !== "deadline_exceeded") {
      if (this.#open === 0) this.#giveUp();
      else if (this.#givenUp.length === 1 || this.#grace !== undefined)
        queueMicrotask(() => process.nextTick(this.#giveUp));
    } else this.#grace ??= setTimeout(this.#giveUp, graceMs);
  }

  /**
   * Tells the callee of calls that nobody waits for, or hangs up when they are all that is left.
   */
  readonly #giveUp = (): void => {
    if (this.#free) return;
    const callIds = this.#givenUp.map(({ context }) => context.callId).filter((id) => this.#unanswered.has(id));
    this.#givenUp = [];
    clearTimeout(this.#grace);
    this.#grace = undefined;
    if (this.#open === 0 && this.#unanswered.size > 0) this.#controller?.abort(new Error("nobody waits any more"));
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
    const waiting = [...this.#unanswered.values()].filter(({ settled }) => !settled);
    for (const call of waiting) call.onCanceled = undefined;
    this.#unanswered.clear();
    this.#open = 0;
    return waiting;
  }

  #release(): void {
    if (this.#free) return;
    this.#free = true;
    clearTimeout(this.#grace);
    if (this.#connection !== undefined) this.#events.onFree(this.#connection);
  }
}
