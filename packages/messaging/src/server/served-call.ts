/** One call over a broker on the side of its callee: admitted, read, dispatched, responded to. */

import { type CallResponse, ServiceError } from "@seamline/core";
import {
  CallContext,
  type Dispatcher,
  encodeServiceError,
  maxRequestBytes,
  OpenCall,
  type Operation,
  StreamFailure,
  type WireError,
} from "@seamline/core/extend";
import { now, startTimer, statusOf, stopTimer, type Timer, untilCanceled } from "@seamline/core/internal";
import {
  abandon,
  decodeUtf8,
  encodeProblem,
  hasProtoKey,
  lines,
  rawBytes,
  readInputItems,
  type SkewWatch,
  shutDown,
  toWireError,
} from "@seamline/core/wire";
import { isCount } from "../binding/call-head.ts";
import { type Frame, type ResponseHead, toParts } from "../binding/frame.ts";
import { Inflow } from "../binding/inflow.ts";
import { Outflow } from "../binding/outflow.ts";
import type { Admission, ArrivedCall } from "./admission.ts";

/** The settings and events that the calls of a listener share. */
export interface ServedCallOptions {
  readonly admit: Admission;
  readonly watchSkew: SkewWatch | undefined;
  readonly dispatcher: Dispatcher;
}

/** The caller's end of a call. */
export interface CallerEnd {
  /** Bytes of a body in one frame at most. */
  readonly maxBodyBytes: number;
  /** Sends a frame of the call, with its number and address. */
  send(head: SentHead, body?: Uint8Array): void;
  /** Called once, when nothing more comes or goes. */
  ended(): void;
}

/** The heads that a callee sends. */
export type SentHead =
  | { readonly kind: "begun" }
  | Pick<ResponseHead, "kind" | "callId" | "body" | "follows">
  | { readonly kind: "part"; readonly at: number }
  | { readonly kind: "end"; readonly at: number; readonly cut: boolean }
  | { readonly kind: "credit"; readonly bytes: number };

/** One call. A failure of any of its steps is its response. */
export class ServedCall extends OpenCall {
  /** Set once the request has been read. */
  context!: CallContext;
  /** The time of the arrival, in milliseconds of `performance.now()`. */
  readonly arrivedAt: number = now();
  readonly #options: ServedCallOptions;
  readonly #call: ArrivedCall;
  readonly #caller: CallerEnd;
  #confirm: ReturnType<Admission> | undefined;
  /** The parts of a body that is not in one frame. */
  #parts: Uint8Array[] = [];
  #size = 0;
  #patience: Timer | undefined;
  #inflow: Inflow | undefined;
  #outflow: Outflow | undefined;
  #begun = false;
  #responded = false;
  #ended = false;

  constructor(options: ServedCallOptions, call: ArrivedCall, caller: CallerEnd) {
    super();
    this.#options = options;
    this.#call = call;
    this.#caller = caller;
  }

  /** `true` if the caller has had no frame of the call yet. */
  get silent(): boolean {
    return !this.#begun && !this.#responded && !this.#ended;
  }

  /** Starts the call. */
  start(): void {
    try {
      const { head, frame, operation, deadline } = this.#call;
      const { follows } = head;
      const streams = operation.streaming !== undefined && operation.streaming.input !== "none";
      this.#confirm = this.#options.admit(this.#call);
      if (streams !== (follows === "stream")) {
        const [expected, found] = streams ? ["a stream", "one value"] : ["one value", "a stream"];
        throw new ServiceError(
          "invalid_argument",
          `${operation.id}: expected ${expected} as the input, found ${found}`,
        );
      }
      if ((typeof follows === "number" ? follows : frame.body.length) > maxRequestBytes) throw tooLarge();
      if (typeof follows !== "number") this.#begin(frame.body);
      else {
        this.#patience = startTimer(() => this.abandon(), Math.max(0, deadline - now()));
        this.announce();
      }
    } catch (reason) {
      this.#refuse(reason);
    }
  }

  /** Lets the caller know the destination of the call's further frames. */
  announce(): void {
    if (!this.silent) return;
    this.#begun = true;
    this.#caller.send({ kind: "begun" });
  }

  /** Receives a further frame of the caller. */
  receive({ head, body }: Frame): void {
    if (head.kind === "part" && isCount(head.at)) this.#receivePart(body, head.at);
    else if (head.kind === "end" && isCount(head.at)) this.#inflow?.end(head.at, head.cut === true);
    else if (head.kind === "credit" && isCount(head.bytes)) this.#outflow?.grant(head.bytes);
    else if (head.kind === "cancel") this.abandon();
  }

  /** Ends the call, whose caller has left it or is lost. */
  abandon(): void {
    const { operation } = this.#call;
    this.#responded = true; // no one receives a response
    const text = `${operation.id}: the input was canceled by its caller`;
    if (this.#inflow?.ended === false)
      this.#inflow.fail(new ServiceError("canceled", text, { operation: operation.id }));
    if (this.context !== undefined && !this.context.ended) abandon(this.context);
    this.#outflow?.drop();
    this.#end();
  }

  /** Ends the call because the listener closes: its caller gets the error. */
  shutDown(): void {
    if (this.context === undefined) {
      const text = "The listener closed before the whole request had arrived";
      this.#refuse(new ServiceError("unavailable", text));
    } else if (!this.context.ended) shutDown(this.context);
  }

  protected resolve(response: CallResponse): boolean {
    const { operation } = this.#call;
    if (response.error !== undefined) this.#respondWithError(response.error);
    else if (operation.streaming !== undefined && operation.streaming.output !== "none") {
      void this.#stream(response.output as AsyncIterable<unknown>, operation.streaming.output);
      return false;
    } else if (operation.output === undefined) this.#respond("nothing", "");
    else this.#respond("output", JSON.stringify(response.output));
    return true;
  }

  reject(error: ServiceError): void {
    if (this.#outflow === undefined) this.#refuse(error); // a stream that has begun reports its errors itself
  }

  #receivePart(bytes: Uint8Array, at: number): void {
    if (this.#inflow !== undefined) {
      this.#inflow.receive(bytes, at);
      return;
    }
    const { follows } = this.#call.head;
    if (typeof follows !== "number" || this.context !== undefined || this.#responded) return;
    if (at !== this.#size || at + bytes.length > follows) {
      this.#refuse(new ServiceError("invalid_argument", "Expected the parts of the body in order"));
      return;
    }
    this.#parts.push(bytes);
    this.#size += bytes.length;
    if (this.#size === follows) this.#begin(Buffer.concat(this.#parts));
  }

  /** Begins the call, once its request has been read. */
  #begin(body: Uint8Array): void {
    stopTimer(this.#patience);
    this.#parts = [];
    try {
      const { operation, head } = this.#call;
      const { dispatcher, watchSkew } = this.#options;
      const fields = (this.#confirm as ReturnType<Admission>)(body);
      watchSkew?.(operation, fields.caller, head.contract);
      const input = head.follows === "stream" ? this.#openInput(operation) : parseInput(body);
      const context = new CallContext(fields);
      this.context = context;
      if (context.remainingMs === 0) context.expire(); // its deadline passed on the way
      if (head.follows === "stream") this.announce();
      this.run({ operation, input, context, local: false }, dispatcher.dispatch);
    } catch (reason) {
      this.#refuse(reason);
    }
  }

  #openInput(operation: Operation): AsyncIterable<unknown> {
    const inflow = new Inflow(
      (bytes) => this.#caller.send({ kind: "credit", bytes }),
      () => new ServiceError("invalid_argument", `${operation.id}: a part of the input is missing`),
    );
    this.#inflow = inflow;
    return operation.streaming?.input === "bytes" ? inflow : readInputItems(operation, inflow, maxRequestBytes);
  }

  async #stream(items: AsyncIterable<unknown>, kind: "items" | "bytes"): Promise<void> {
    const { context } = this;
    const { callId } = context;
    const framing = kind === "bytes" ? rawBytes : lines;
    const outflow = new Outflow(this.#caller.maxBodyBytes, {
      part: (bytes, at) => this.#caller.send({ kind: "part", at }, bytes),
      end: (at, cut) => {
        this.#caller.send({ kind: "end", at, cut });
        this.#end();
      },
    });
    this.#outflow = outflow;
    this.#responded = true;
    this.#caller.send({ kind: "response", callId, body: kind });
    const wait = untilCanceled(context);
    try {
      const source = items[Symbol.asyncIterator]();
      for (;;) {
        const step = await wait(source.next());
        if (step.done === true) break;
        if (!outflow.write(framing.printItem(step.value))) await wait(outflow.drained());
      }
      if (framing.end !== "") outflow.write(framing.end);
      outflow.end();
    } catch (reason) {
      const error = reason instanceof StreamFailure ? reason.error : encodeServiceError(ServiceError.from(reason));
      outflow.abort(framing.printError(error, this.#call.operation, callId));
    }
    context.end();
    this.#inflow?.discard();
  }

  #refuse(reason: unknown): void {
    const { operation, head } = this.#call;
    this.#respondWithError(toWireError(operation.id, reason, head.callId));
  }

  #respondWithError(error: WireError): void {
    const { operation, head } = this.#call;
    this.#respond("problem", encodeProblem(error, statusOf(operation, error), head.callId));
  }

  #respond(body: "problem" | "output" | "nothing", text: string): void {
    if (this.#responded) return;
    this.#responded = true;
    const { callId } = this.#call.head;
    const { maxBodyBytes } = this.#caller;
    const bytes = Buffer.from(text);
    if (bytes.length <= maxBodyBytes) this.#caller.send({ kind: "response", callId, body }, bytes);
    else {
      this.#caller.send({ kind: "response", callId, body, follows: bytes.length });
      for (const { at, part } of toParts(bytes, maxBodyBytes)) this.#caller.send({ kind: "part", at }, part);
    }
    this.#inflow?.discard();
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    stopTimer(this.#patience);
    this.#parts = [];
    this.#caller.ended();
  }
}

function parseInput(body: Uint8Array): Record<string, unknown> {
  const text = decodeUtf8(body);
  if (text === undefined) throw new ServiceError("invalid_argument", "Expected a body in UTF-8");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ServiceError("invalid_argument", "Expected a JSON body, found text that is not JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new ServiceError("invalid_argument", "Expected a JSON object as the body");
  }
  if (hasProtoKey(text, parsed)) throw new ServiceError("invalid_argument", "Expected no __proto__ key in the body");
  return parsed as Record<string, unknown>;
}

function tooLarge(): ServiceError {
  return new ServiceError("resource_exhausted", `Expected a body of at most ${maxRequestBytes} bytes`);
}
