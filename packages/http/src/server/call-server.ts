/**
 * One call over HTTP, from the request to the answer: admitted, read, decoded, dispatched within its deadline, answered. The steps are
 * told of one another, as between caller and handler: promises between them would cost as much as the steps do.
 */

import { type CallResponse, ServiceError } from "@seamline/core";
import {
  CallContext,
  carryWithin,
  createCallId,
  deadlineOfArrival,
  encodeServiceError,
  type Receiver,
  type WireError,
} from "@seamline/core/extend";
import { deadlineSlackMs, guardWithin, printReason } from "@seamline/core/internal";
import { chooseFraming } from "../binding/stream/stream-text.ts";
import { isIdempotencyKey, parseTimeout, wireHeaders } from "../binding/wire-headers.ts";
import type { Admission, Confirm } from "./admission.ts";
import { answerCall, answerError } from "./answer.ts";
import { answerStream } from "./answer-stream.ts";
import type { Answering, Arrival } from "./arrival.ts";
import type { ServedOperation } from "./operation-router.ts";
import { Refusal } from "./refusal.ts";
import { assertReadable, discardBody, hasBody, noBytes, parseBody, readBody } from "./request-body.ts";
import { headerOf } from "./request-header.ts";
import type { RequestTarget } from "./request-target.ts";
import type { SkewWatch } from "./skew.ts";
import { openUpload, type Upload } from "./upload.ts";

/** Answers a request to a known operation, whatever happens. */
export type CallServer = (arrival: Arrival, served: ServedOperation, target: RequestTarget) => void;

/** How calls are served. */
export interface CallServerOptions {
  readonly admit: Admission;
  /** Bytes of a request body at most. */
  readonly maxBodyBytes: number;
  readonly watchSkew?: SkewWatch | undefined;
}

/** Makes the server of one listener's calls. */
export function createCallServer(options: CallServerOptions): CallServer {
  return (arrival, served, target) => new ServedCall(options, arrival, served, target).admit();
}

/** One call. What goes wrong in any of its steps is its answer. */
class ServedCall implements Receiver, Answering {
  readonly #options: CallServerOptions;
  readonly #arrival: Arrival;
  readonly #served: ServedOperation;
  readonly #target: RequestTarget;
  readonly #callId: string;
  #deadline = 0;
  #confirm: Confirm | undefined;
  #upload: Upload | undefined;
  #context: CallContext | undefined;

  constructor(options: CallServerOptions, arrival: Arrival, served: ServedOperation, target: RequestTarget) {
    this.#options = options;
    this.#arrival = arrival;
    this.#served = served;
    this.#target = target;
    this.#callId = arrival.callId ?? createCallId();
  }

  admit(): void {
    const { req } = this.#arrival;
    try {
      const timeout = parseTimeout(headerOf(req, wireHeaders.timeout));
      this.#deadline = deadlineOfArrival(timeout, this.#served.operation);
      const confirm = this.#options.admit(req, this.#served, this.#deadline);
      if (typeof confirm === "function") this.#read(confirm);
      else confirm.then((later) => this.#read(later)).catch((reason: unknown) => this.fail(reason));
    } catch (reason) {
      queueMicrotask(() => this.fail(reason)); // what the parser finds in the rest of the request comes first
    }
  }

  /** @throws {ServiceError} for a body that cannot be read. */
  #read(confirm: Confirm): void {
    this.#confirm = confirm;
    const { binding, operation } = this.#served;
    const { req } = this.#arrival;
    const { maxBodyBytes } = this.#options;
    if (binding.hasBody && hasBody(req)) assertReadable(req, maxBodyBytes);
    if (operation.streaming !== undefined && operation.streaming.input !== "none") this.#receive(noBytes);
    else readBody(this.#arrival, maxBodyBytes, this.#receive, (reason) => this.fail(reason));
  }

  readonly #receive = (body: Uint8Array): void => {
    try {
      this.#dispatch(body);
    } catch (reason) {
      this.fail(reason);
    }
  };

  /** @throws {ServiceError} for a call that is refused, or cannot be read. */
  #dispatch(body: Uint8Array): void {
    const { binding, operation, dispatcher } = this.#served;
    const { req, res } = this.#arrival;
    const idempotencyKey = headerOf(req, wireHeaders.idempotencyKey);
    const asked = { operation, deadline: this.#deadline, callId: this.#callId, idempotencyKey };
    const fields = (this.#confirm as Confirm)(asked, body);
    assertIdempotencyKey(idempotencyKey);
    const { watchSkew, maxBodyBytes } = this.#options;
    watchSkew?.(operation, fields.caller, headerOf(req, wireHeaders.contract));
    const { streaming } = operation;
    if (streaming !== undefined && streaming.input !== "none") {
      this.#upload = openUpload(operation, streaming.input, req, res, maxBodyBytes);
    }
    const input =
      this.#upload?.items ??
      binding.decode({
        segments: this.#target.segments,
        query: this.#target.query,
        header: (name) => headerOf(req, name),
        body: binding.hasBody ? parseBody(body) : undefined,
      });
    if (this.#arrival.abandoned) return;
    const context = new CallContext(fields);
    this.#context = context;
    this.#arrival.answering = this;
    if (context.remainingMs === 0) context.expire(); // it took its time to arrive
    const request = { operation, input, context, local: false };
    if (streaming === undefined || streaming.output === "none") carryWithin(request, dispatcher.carry, this);
    else {
      const framing = chooseFraming(streaming.output, headerOf(req, "accept"));
      this.#stream(context, () => dispatcher.dispatch(request), framing).catch((reason: unknown) => {
        context.end();
        this.fail(reason);
      });
    }
  }

  /** Answers with a stream, or with the error that it failed with before its first item. */
  async #stream(
    context: CallContext,
    dispatch: () => Promise<CallResponse>,
    framing: ReturnType<typeof chooseFraming>,
  ): Promise<void> {
    const guard = guardWithin(context);
    context.begin();
    const response = await guard(dispatch());
    if (response.error !== undefined) answerCall(this.#arrival, context.operation, response, this.#callId);
    else await answerStream(this.#arrival, response.output as AsyncIterable<unknown>, framing, context, guard);
    context.end();
    this.#upload?.discard();
  }

  onClose(): void {
    if (this.#context?.ended === false) abandon(this.#context);
  }

  succeed(response: CallResponse): void {
    answerCall(this.#arrival, this.#served.operation, response, this.#callId);
    this.#upload?.discard();
  }

  fail(reason: unknown): void {
    this.#upload?.discard();
    const arrival = this.#arrival;
    if (arrival.abandoned) return;
    discardBody(arrival);
    const status = reason instanceof Refusal ? reason.status : undefined;
    answerError(arrival, toWireError(this.#served.operation.id, reason, this.#callId), this.#callId, status);
  }
}

/** Nobody waits for a call any more. A caller whose deadline passes hangs up, a moment before the same deadline passes here. */
export function abandon(context: CallContext): void {
  if (context.remainingMs <= deadlineSlackMs) context.expire();
  else context.cancel(context.fail("canceled", `${context.operation.id}: its caller went away`));
}

/** @throws {Refusal} 400 for a key that is none. */
export function assertIdempotencyKey(given: string | undefined): void {
  if (given === undefined || isIdempotencyKey(given)) return;
  throw new Refusal("invalid_argument", "idempotency-key: expected 1 to 255 visible ASCII characters");
}

/** Our own failures may be told; anything else is a bug here, and only its place is. */
export function toWireError(what: string, reason: unknown, callId: string): WireError {
  if (ServiceError.is(reason)) {
    return { ...encodeServiceError(reason), notSent: reason.code === "unavailable" ? true : undefined };
  }
  reportFault(`${what} failed before its handler ran, call ${callId}`, reason);
  return { code: "internal", message: `${what} failed before its handler ran; call ${callId}` };
}

/** One line on stderr for what must not be told to a caller. */
export function reportFault(what: string, reason: unknown): void {
  const cause = reason instanceof Error && reason.cause !== undefined ? reason.cause : reason;
  process.stderr.write(`seamline: ${what}: ${printReason(cause)}\n`);
}
