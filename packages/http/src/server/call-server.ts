/**
 * One call over HTTP, from request to response: admitted, read, decoded, dispatched within its
 * context, responded to. Each step calls the next, as between caller and handler: promises between
 * them would cost as much as the steps.
 */

import type { CallResponse, ServiceError } from "@seamline/core";
import { CallContext, createCallId, deadlineOfArrival, OpenCall } from "@seamline/core/extend";
import { soon, untilCanceled } from "@seamline/core/internal";
import type { Framing, SkewWatch } from "@seamline/core/wire";
import { abandon, decodeUtf8, shutDown, toWireError } from "@seamline/core/wire";
import { chooseFraming } from "../binding/stream/response-framing.ts";
import { headerOf, parseTimeout, wireHeaders } from "../binding/wire-headers.ts";
import type { Admission, Confirm } from "./admission.ts";
import type { Arrival, Responder } from "./arrival.ts";
import type { ServedOperation } from "./operation-router.ts";
import { assertIdempotencyKey, Refusal } from "./refusal.ts";
import { assertReadable, discardBody, hasBody, noBytes, parseBody, readBody } from "./request-body.ts";
import type { RequestTarget } from "./request-target.ts";
import { respondToCall, respondWithError } from "./respond.ts";
import { respondWithStream, respondWithStreamHead } from "./respond-with-stream.ts";
import { openUpload, type Upload } from "./upload.ts";

/** Serves a request for a known operation. Never throws: a failure is its response. */
export type CallServer = (arrival: Arrival, served: ServedOperation, target: RequestTarget) => void;

/** Options of the calls of a listener. */
export interface CallServerOptions {
  readonly admit: Admission;
  /** The largest request body, in bytes. */
  readonly maxBodyBytes: number;
  readonly watchSkew?: SkewWatch | undefined;
}

/** Creates the call server of one listener. */
export function createCallServer(options: CallServerOptions): CallServer {
  return (arrival, served, target) => new ServedCall(options, arrival, served, target).admit();
}

/** One call. A failure of any of its steps is its response. */
class ServedCall extends OpenCall implements Responder {
  /** Set once the request has been read. */
  context!: CallContext;
  readonly #options: CallServerOptions;
  readonly #arrival: Arrival;
  readonly #served: ServedOperation;
  readonly #target: RequestTarget;
  readonly #callId: string;
  #deadline = 0;
  #confirm: Confirm | undefined;
  #upload: Upload | undefined;
  /** The framing of a stream response; `undefined` for other responses. */
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
      soon(() => this.#refuse(reason)); // errors of the parser in the rest of the request come first
    }
  }

  /** @throws {ServiceError} for a body that cannot be read. */
  #read(confirm: Confirm): void {
    this.#confirm = confirm;
    const { binding, operation } = this.#served;
    const { req } = this.#arrival;
    const { maxBodyBytes } = this.#options;
    if (binding.readsBody && hasBody(req)) assertReadable(req, maxBodyBytes);
    if (operation.streaming !== undefined && operation.streaming.input !== "none") this.#begin(noBytes);
    else readBody(this.#arrival, maxBodyBytes, this.#begin, (reason) => this.#refuse(reason));
  }

  /** Begins the call, once its request has been read. */
  readonly #begin = (body: Uint8Array): void => {
    try {
      const { binding, operation, dispatcher } = this.#served;
      const { req } = this.#arrival;
      const idempotencyKey = headerOf(req, wireHeaders.idempotencyKey);
      const requested = { operation, deadline: this.#deadline, callId: this.#callId, idempotencyKey };
      const fields = (this.#confirm as Confirm)(requested, body);
      if (idempotencyKey !== undefined) assertIdempotencyKey(idempotencyKey);
      const { watchSkew, maxBodyBytes } = this.#options;
      watchSkew?.(operation, fields.caller, headerOf(req, wireHeaders.contract));
      const { streaming } = operation;
      if (streaming !== undefined && streaming.input !== "none") {
        this.#upload = openUpload(operation, streaming.input, this.#arrival, maxBodyBytes);
      }
      const input =
        this.#upload?.items ??
        binding.decode({
          segments: this.#target.segments,
          query: this.#target.query,
          header: (name) => headerOf(req, name),
          body: binding.readsBody ? parseBody(decodeUtf8(body)) : undefined,
        });
      if (this.#arrival.abandoned) return;
      const context = new CallContext(fields);
      this.context = context;
      this.#arrival.responder = this;
      if (context.remainingMs === 0) context.expire(); // its deadline passed on the way
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
    respondToCall(this.#arrival, this.#served.operation, response, this.#callId);
    this.#upload?.discard();
    return true;
  }

  reject(error: ServiceError): void {
    if (!this.#streams) this.#refuse(error); // a stream that has begun reports its errors itself
  }

  async #stream(items: AsyncIterable<unknown>, framing: Framing): Promise<void> {
    this.#streams = true;
    const { context } = this;
    if (this.#arrival.req.method === "HEAD") {
      respondWithStreamHead(this.#arrival, framing, context.callId);
      abandon(context); // no item is read
      return;
    }
    await respondWithStream(this.#arrival, items, framing, context, untilCanceled(context));
    context.end();
    this.#upload?.discard();
  }

  onClose(): void {
    if (!this.context.ended) abandon(this.context);
  }

  onShutdown(): void {
    if (!this.context.ended) shutDown(this.context);
  }

  #refuse(reason: unknown): void {
    this.#upload?.discard();
    const arrival = this.#arrival;
    if (arrival.abandoned) return;
    discardBody(arrival);
    const status = reason instanceof Refusal ? reason.status : undefined;
    respondWithError(arrival, toWireError(this.#served.operation.id, reason, this.#callId), this.#callId, status);
  }
}
