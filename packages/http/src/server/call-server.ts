/**
 * One call over HTTP, from the request to the response: admitted, read, decoded, dispatched within
 * its context, answered. Each step calls the next, as between caller and handler: promises between
 * them would cost as much as the steps do.
 */

import type { CallResponse, ServiceError } from "@seamline/core";
import { CallContext, createCallId, deadlineOfArrival, OpenCall } from "@seamline/core/extend";
import { untilCanceled } from "@seamline/core/internal";
import { decodeUtf8 } from "../binding/json-text.ts";
import { chooseFraming, type Framing } from "../binding/stream/framing.ts";
import { headerOf, parseTimeout, wireHeaders } from "../binding/wire-headers.ts";
import type { Admission, Confirm } from "./admission.ts";
import { answerCall, answerError } from "./answer.ts";
import { answerStream } from "./answer-stream.ts";
import type { Answering, Arrival } from "./arrival.ts";
import { abandon, assertIdempotencyKey, toWireError } from "./call-failure.ts";
import type { ServedOperation } from "./operation-router.ts";
import { Refusal } from "./refusal.ts";
import { assertReadable, discardBody, hasBody, noBytes, parseBody, readBody } from "./request-body.ts";
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

/** One call. What goes wrong in any of its steps is its response. */
class ServedCall extends OpenCall implements Answering {
  /** Made once the request has been read. */
  context!: CallContext;
  readonly #options: CallServerOptions;
  readonly #arrival: Arrival;
  readonly #served: ServedOperation;
  readonly #target: RequestTarget;
  readonly #callId: string;
  #deadline = 0;
  #confirm: Confirm | undefined;
  #upload: Upload | undefined;
  /** How a response that is a stream is written. */
  #framing: Framing | undefined;
  #streams = false;

  constructor(options: CallServerOptions, arrival: Arrival, served: ServedOperation, target: RequestTarget) {
    super();
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
      else confirm.then((later) => this.#read(later)).catch((reason: unknown) => this.#refuse(reason));
    } catch (reason) {
      queueMicrotask(() => this.#refuse(reason)); // what the parser finds in the rest of the request comes first
    }
  }

  /** @throws {ServiceError} for a body that cannot be read. */
  #read(confirm: Confirm): void {
    this.#confirm = confirm;
    const { binding, operation } = this.#served;
    const { req } = this.#arrival;
    const { maxBodyBytes } = this.#options;
    if (binding.hasBody && hasBody(req)) assertReadable(req, maxBodyBytes);
    if (operation.streaming !== undefined && operation.streaming.input !== "none") this.#begin(noBytes);
    else readBody(this.#arrival, maxBodyBytes, this.#begin, (reason) => this.#refuse(reason));
  }

  /** Begins the call, once its request has been read. */
  readonly #begin = (body: Uint8Array): void => {
    try {
      const { binding, operation, dispatcher } = this.#served;
      const { req, res } = this.#arrival;
      const idempotencyKey = headerOf(req, wireHeaders.idempotencyKey);
      const asked = { operation, deadline: this.#deadline, callId: this.#callId, idempotencyKey };
      const fields = (this.#confirm as Confirm)(asked, body);
      if (idempotencyKey !== undefined) assertIdempotencyKey(idempotencyKey);
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
          body: binding.hasBody ? parseBody(decodeUtf8(body)) : undefined,
        });
      if (this.#arrival.abandoned) return;
      const context = new CallContext(fields);
      this.context = context;
      this.#arrival.answering = this;
      if (context.remainingMs === 0) context.expire(); // it took its time to arrive
      if (streaming !== undefined && streaming.output !== "none") {
        this.#framing = chooseFraming(streaming.output, headerOf(req, "accept"));
      }
      this.run({ operation, input, context, local: false }, dispatcher.dispatch);
    } catch (reason) {
      this.#refuse(reason);
    }
  };

  protected resolve(response: CallResponse): boolean {
    if (this.#framing !== undefined && response.error === undefined) {
      this.#stream(response.output as AsyncIterable<unknown>, this.#framing).catch((reason: unknown) => {
        this.context.end();
        this.#refuse(reason);
      });
      return false;
    }
    answerCall(this.#arrival, this.#served.operation, response, this.#callId);
    this.#upload?.discard();
    return true;
  }

  reject(error: ServiceError): void {
    if (!this.#streams) this.#refuse(error); // a stream that has begun breaks off by itself
  }

  async #stream(items: AsyncIterable<unknown>, framing: Framing): Promise<void> {
    this.#streams = true;
    const { context } = this;
    await answerStream(this.#arrival, items, framing, context, untilCanceled(context));
    context.end();
    this.#upload?.discard();
  }

  onClose(): void {
    if (!this.context.ended) abandon(this.context);
  }

  #refuse(reason: unknown): void {
    this.#upload?.discard();
    const arrival = this.#arrival;
    if (arrival.abandoned) return;
    discardBody(arrival);
    const status = reason instanceof Refusal ? reason.status : undefined;
    answerError(arrival, toWireError(this.#served.operation.id, reason, this.#callId), this.#callId, status);
  }
}
