/** One call over a broker, from its request to the end of its response. */

import type { CallRequest, Code, ServiceError, ServiceErrorOptions } from "@seamline/core";
import { printTraceparent, type Receiver } from "@seamline/core/extend";
import { deadlineSlackMs, itemsOf, now, soon } from "@seamline/core/internal";
import type { Signer } from "@seamline/core/signing";
import { encodeContext, failCall, printUpload, toContractMark } from "@seamline/core/wire";
import { isCount, readResponseHead } from "../binding/call-head.ts";
import { type CallHead, type Frame, maxHeadBytes, printFrame, printHead, toParts } from "../binding/frame.ts";
import { Outflow } from "../binding/outflow.ts";
import { toSignedCall } from "../binding/signed-call.ts";
import type { Caller, OpenConnection, WaitingCall } from "./caller.ts";
import { ResponseReader } from "./response-reader.ts";

/**
 * Milliseconds after which a callee is asked about a call of which nothing was heard, and its service
 * about one without a callee: callees report within milliseconds that they have a call.
 */
const quietMs = 1_000;
const strangeMs = 3_000;

/**
 * Milliseconds in which the late response of a call that has ended is counted, and a callee that
 * reports late that it has the call learns that it has ended.
 */
const lateMs = 5_000;

const noBytes = new Uint8Array(0);

/** The parts that all calls of a transport share. */
export interface CallSettings {
  readonly caller: Caller;
  readonly signer: Signer | undefined;
  /** The id of the key that signs; `undefined` without keys. */
  readonly keyId: string | undefined;
  /** The address of the broker, for messages. */
  readonly broker: string;
}

/** One call. */
export class PendingCall implements WaitingCall {
  open: OpenConnection | undefined;
  callee: string | undefined;
  readonly #settings: CallSettings;
  readonly #request: CallRequest;
  readonly #receiver: Receiver;
  readonly #reader: ResponseReader;
  #number = 0;
  #state: "waiting" | "sent" | "ended" = "waiting";
  #settled = false;
  #quietSince = 0;
  #body: Uint8Array = noBytes;
  #outflow: Outflow | undefined;
  #upload: AsyncIterator<string | Uint8Array> | undefined;

  constructor(settings: CallSettings, request: CallRequest, receiver: Receiver) {
    this.#settings = settings;
    this.#request = request;
    this.#receiver = receiver;
    this.#reader = new ResponseReader(request, settings.keyId, {
      resolve: (response) => {
        if (this.#settled) return receiver.succeed(response); // late: its call counts it
        this.#settled = true;
        receiver.succeed(response);
      },
      reject: (error) => this.#reject(error),
      grant: (bytes) => this.#send({ kind: "credit", bytes }),
      end: () => this.#end(),
      leave: () => this.#send({ kind: "cancel" }),
    });
  }

  get service(): string {
    return this.#request.operation.service;
  }

  get waits(): boolean {
    return this.#state === "sent" && this.#request.context.cancellation === undefined;
  }

  get asks(): string {
    return this.callee ?? `service-${this.service}`;
  }

  /** Starts the call: over the open connection, or once it is open. */
  start(): void {
    const { context } = this.#request;
    const { caller } = this.#settings;
    context.onCancel((error) => this.#cancel(error));
    if (context.cancellation !== undefined) return;
    if (caller.open !== undefined) {
      this.#dispatch(caller.open);
      return;
    }
    context.hold();
    caller.connect().then(
      (open) => {
        context.release();
        if (context.cancellation === undefined) this.#dispatch(open);
      },
      (cause: unknown) => {
        context.release();
        const text = `could not connect to the broker at ${this.#settings.broker}`;
        this.#fail("unavailable", text, { sent: "not_sent", cause });
      },
    );
  }

  receive(frame: Frame, from: string): void {
    this.#quietSince = now();
    const { head, body } = frame;
    if (this.callee === undefined) this.callee = from;
    else if (this.callee !== from) return; // not of the callee that has the call
    if (head.kind === "begun") this.#begin();
    else if (head.kind === "credit" && isCount(head.bytes)) this.#outflow?.grant(head.bytes);
    else if (head.kind === "part" && isCount(head.at)) this.#reader.part(body, head.at);
    else if (head.kind === "end" && isCount(head.at)) this.#reader.end(head.at, head.cut === true);
    else if (head.kind === "response") {
      const read = readResponseHead(head);
      if (read === undefined) this.#fail("internal", "received a response that cannot be read");
      else this.#reader.begin(read, body);
    }
  }

  refuse(): void {
    const { broker } = this.#settings;
    this.#fail("unavailable", `found no process that serves ${this.service} at ${broker}`, { sent: "not_sent" });
    this.#end();
  }

  lose(text: string | undefined = undefined, cause?: unknown): void {
    const [code, found] = this.#reader.begun
      ? (["data_loss", "received a response that was cut short"] as const)
      : (["unavailable", "lost its connection before the response came"] as const);
    const error = failCall(this.#request, code, text ?? found, { cause });
    this.#reader.fail(error);
    this.#reject(error);
    this.#end();
  }

  watch(): string | undefined {
    const quiet = now() - this.#quietSince;
    if (this.waits) return quiet >= (this.callee === undefined ? strangeMs : quietMs) ? this.asks : undefined;
    if (quiet >= lateMs) this.#end();
    return undefined;
  }

  #dispatch(open: OpenConnection): void {
    try {
      this.open = open;
      this.#number = this.#settings.caller.add(this);
      this.#quietSince = now();
      const frame = this.#print(open);
      this.#state = "sent";
      const { remainingMs } = this.#request.context;
      open.connection.sendToService(this.service, frame, String(this.#number), Math.ceil(remainingMs));
    } catch (reason) {
      this.#end();
      soon(() => this.#receiver.fail(reason)); // found while the call was being made
    }
  }

  #print({ connection, maxBodyBytes }: OpenConnection): Uint8Array {
    const { operation, context, input } = this.#request;
    const { signer } = this.#settings;
    const streams = operation.streaming !== undefined && operation.streaming.input !== "none";
    const body = streams ? noBytes : Buffer.from(JSON.stringify(input));
    const follows = streams ? "stream" : body.length > maxBodyBytes ? body.length : undefined;
    const deadline = context.startClock();
    const { trace, baggage } = context;
    const head: CallHead = {
      kind: "call",
      number: this.#number,
      from: connection.address,
      callId: context.callId,
      operation: operation.id,
      timeoutMs: Math.ceil(Math.max(0, deadline - now())),
      trace: printTraceparent(trace),
      traceState: trace.state,
      contract: toContractMark(operation.contractHash),
      context: encodeContext(context),
      idempotencyKey: context.idempotencyKey,
      follows,
    };
    const headText = this.#printHead(head, baggage);
    const signature = signer?.(toSignedCall(operation, headText, body), context.caller ?? "");
    if (follows === undefined) return printFrame(headText, body, signature);
    this.#body = body;
    return printFrame(headText, noBytes, signature);
  }

  /** Baggage is optional: a call never fails because it does not fit. */
  #printHead(head: CallHead, baggage: string | undefined): string {
    const whole = JSON.stringify({ ...head, baggage });
    const text = Buffer.byteLength(whole) <= maxHeadBytes ? whole : JSON.stringify(head);
    const size = Buffer.byteLength(text);
    if (size <= maxHeadBytes) return text;
    const { operation, context } = this.#request;
    const found = `expected a head of at most ${maxHeadBytes} bytes, found ${size}`;
    const next = "are the principal or the metadata large?";
    throw context.fail("resource_exhausted", `${operation.id}: ${found}; ${next}`, { sent: "not_sent" });
  }

  /** The callee has the call: its further frames can be sent. */
  #begin(): void {
    if (!this.waits) {
      this.#send({ kind: "cancel" });
      return;
    }
    const { operation, input } = this.#request;
    const { maxBodyBytes } = this.open as OpenConnection;
    if (this.#body.length > 0) {
      for (const { at, part } of toParts(this.#body, maxBodyBytes)) this.#send({ kind: "part", at }, part);
      this.#body = noBytes;
    } else if (
      operation.streaming !== undefined &&
      operation.streaming.input !== "none" &&
      this.#outflow === undefined
    ) {
      this.#outflow = new Outflow(maxBodyBytes, {
        part: (bytes, at) => this.#send({ kind: "part", at }, bytes),
        end: (at, cut) => this.#send({ kind: "end", at, cut }),
      });
      this.#upload = printUpload(operation.streaming.input, itemsOf(input))[Symbol.asyncIterator]();
      void this.#pump(this.#upload, this.#outflow);
    }
  }

  async #pump(upload: AsyncIterator<string | Uint8Array>, outflow: Outflow): Promise<void> {
    try {
      while (outflow.open) {
        const step = await upload.next();
        if (step.done === true) {
          outflow.end();
          return;
        }
        if (!outflow.write(step.value)) await outflow.drained();
      }
    } catch {
      // The items failed: the caller's side has canceled the call.
    }
  }

  #send(
    head:
      | { readonly kind: "part"; readonly at: number }
      | { readonly kind: "end"; readonly at: number; readonly cut: boolean }
      | { readonly kind: "credit"; readonly bytes: number }
      | { readonly kind: "cancel" },
    body?: Uint8Array,
  ): void {
    const connection = this.open?.connection;
    if (connection === undefined || this.callee === undefined) return;
    const { address: from } = connection;
    connection.send(this.callee, printHead({ ...head, number: this.#number, from }, body));
  }

  /** A callee whose deadline passes too needs no frame. */
  #cancel(error: ServiceError): void {
    this.#settled = true;
    this.#stopUpload();
    this.#reader.fail(error);
    const isDue = error.code === "deadline_exceeded" && this.#request.context.remainingMs <= deadlineSlackMs;
    if (this.#state === "sent" && !isDue) this.#send({ kind: "cancel" });
  }

  #fail(code: Code, text: string, options: ServiceErrorOptions = {}): void {
    this.#reject(failCall(this.#request, code, text, options));
  }

  #reject(error: ServiceError): void {
    if (this.#settled) return;
    this.#settled = true;
    soon(() => this.#receiver.fail(error));
  }

  #end(): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#settled = true;
    this.#body = noBytes;
    this.#stopUpload();
    this.#settings.caller.remove(this.#number);
  }

  #stopUpload(): void {
    this.#outflow?.drop();
    this.#upload?.return?.().catch(() => undefined);
    this.#upload = undefined;
  }
}
