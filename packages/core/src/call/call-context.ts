/**
 * The call context: who calls what for whom, until when, and whether anybody still waits. One object per call. Everything that
 * costs (identifiers, the trace, an AbortController) is made when it is first asked for.
 */

import { getRandomValues } from "node:crypto";
import type { Operation } from "../contract/operation.ts";
import type { Code } from "../error/code.ts";
import { type Sent, ServiceError, type ServiceErrorOptions } from "../error/service-error.ts";
import { type CallEvent, type CallObserver, tellEnded, tellNoted } from "./call-observer.ts";
import type { Principal } from "./call-options.ts";
import { forgetDeadline, watchDeadline } from "./deadline-queue.ts";
import { cutBaggage, cutTracestate } from "./list-header.ts";
import type { Metadata } from "./metadata.ts";
import { createTrace, type Trace } from "./trace.ts";

/** What is known of a call when its context is made. Listeners fill it from the wire, clients from the surrounding call. */
export interface CallContextFields {
  readonly operation: Operation;
  /** Milliseconds of `performance.now()`. */
  readonly deadline: number;
  readonly depth: number;
  /** `public` for a call from outside; `service` otherwise. */
  readonly origin: "public" | "service";
  /** The calling service; `undefined` for code outside modules. */
  readonly caller?: string | undefined;
  readonly callId?: string | undefined;
  readonly principal?: Principal | undefined;
  readonly tenant?: string | undefined;
  readonly locale?: string | undefined;
  readonly metadata: Metadata;
  readonly idempotencyKey?: string | undefined;
  /** The call's own place in its trace, as its caller chose it. Default: a new one, below the trace around it. */
  readonly trace?: Trace | undefined;
  /** The trace around a call that no call here makes: what a public caller brought. */
  readonly parentTrace?: Trace | undefined;
  /** See {@link CallContext.baggage}. */
  readonly baggage?: string | undefined;
  readonly parent?: CallContext | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds before a deadline in which hanging up counts as the deadline itself: the clocks of both sides differ by as much. */
export const deadlineSlackMs = 25;

const callPrefix = Buffer.from(getRandomValues(new Uint8Array(6))).toString("base64url");
let callCount = 0;

/** An id that no other call has, here or in another process. */
export function createCallId(): string {
  callCount += 1;
  return `${callPrefix}-${callCount.toString(36)}`;
}

/** Travels with one call. Handlers receive it as their second argument. */
export class CallContext {
  readonly operation: Operation;
  readonly deadline: number;
  readonly depth: number;
  readonly origin: "public" | "service";
  readonly caller: string | undefined;
  readonly principal: Principal | undefined;
  readonly tenant: string | undefined;
  readonly locale: string | undefined;
  readonly metadata: Metadata;
  readonly idempotencyKey: string | undefined;

  #callId: string | undefined;
  #trace: Trace | undefined;
  readonly #parentTrace: Trace | undefined;
  #baggage: string | undefined;
  readonly #parent: CallContext | undefined;
  readonly #callerSignal: AbortSignal | undefined;
  #onCallerAbort: (() => void) | undefined;
  #state: "new" | "open" | "canceled" | "ended" = "new";
  #cancellation: ServiceError | undefined;
  #told: ServiceError | undefined;
  #controller: AbortController | undefined;
  #listeners: ((error: ServiceError) => void)[] | undefined;
  #observers: CallObserver[] | undefined;
  #children: Set<CallContext> | undefined;

  constructor(fields: CallContextFields) {
    this.operation = fields.operation;
    this.deadline = fields.deadline;
    this.depth = fields.depth;
    this.origin = fields.origin;
    this.caller = fields.caller;
    this.principal = fields.principal;
    this.tenant = fields.tenant;
    this.locale = fields.locale;
    this.metadata = fields.metadata;
    this.idempotencyKey = fields.idempotencyKey;
    this.#callId = fields.callId;
    this.#trace = fields.trace;
    this.#parentTrace = fields.parentTrace;
    this.#baggage = fields.parent === undefined ? fields.baggage : fields.parent.#baggage;
    this.#parent = fields.parent;
    this.#callerSignal = fields.signal;
  }

  /** Whether a value is a context made by this class: a copy of one, by spread or structuredClone, is not. */
  static is(value: unknown): value is CallContext {
    return typeof value === "object" && value !== null && #state in value;
  }

  /** Unique to this call; echoed by the callee and named in logs and errors. */
  get callId(): string {
    this.#callId ??= createCallId();
    return this.#callId;
  }

  /** This call's place in its trace. */
  get trace(): Trace {
    this.#trace ??= createTrace(this.parentTrace);
    return this.#trace;
  }

  /** The trace around this call: of the call that is handled here and makes it, or what a public caller brought. */
  get parentTrace(): Trace | undefined {
    return this.#parentTrace ?? this.#parent?.trace;
  }

  /**
   * Gives the call a place that a tracer chose, so that what crosses and what nested calls continue is the tracer's span. For
   * interceptors, before they pass the call on.
   */
  joinTrace(trace: Trace): void {
    this.#trace = trace.state === undefined ? trace : { ...trace, state: cutTracestate(trace.state) };
  }

  /** What tracers tell one another along the calls of a request, as in a W3C `baggage` header. Nested calls pass it on. */
  get baggage(): string | undefined {
    return this.#baggage;
  }

  /** Replaces the baggage; what is beyond W3C's limits is cut. For interceptors, before they pass the call on. */
  joinBaggage(baggage: string | undefined): void {
    this.#baggage = cutBaggage(baggage);
  }

  /** Milliseconds left; never negative. */
  get remainingMs(): number {
    return Math.max(0, this.deadline - performance.now());
  }

  /** Aborted when nobody waits for the result any more. Its reason is always a ServiceError. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#told !== undefined) this.#controller.abort(this.#told);
    }
    return this.#controller.signal;
  }

  /** Made by code that handles another call in this process. */
  get nested(): boolean {
    return this.#parent !== undefined;
  }

  /** Why the call was canceled; `undefined` while it runs and after it ended by itself. */
  get cancellation(): ServiceError | undefined {
    return this.#cancellation;
  }

  /** Runs a listener when the call is canceled, at once when it already was. For transports; cheaper than `signal`. */
  onCancel(listener: (error: ServiceError) => void): void {
    if (this.#cancellation !== undefined) listener(this.#cancellation);
    else if (this.#listeners === undefined) this.#listeners = [listener];
    else this.#listeners.push(listener);
  }

  /** Watches the call on its caller's side. For interceptors and policies, before they pass it on. */
  observe(observer: CallObserver): void {
    if (this.ended) tellEnded([observer], this.#cancellation);
    else if (this.#observers === undefined) this.#observers = [observer];
    else this.#observers.push(observer);
  }

  /** Tells those who watch the call of a decision about it. */
  note(event: CallEvent): void {
    if (this.#observers !== undefined) tellNoted(this.#observers, event);
  }

  /** Whether the call has settled, one way or another. */
  get ended(): boolean {
    return this.#state === "ended" || this.#state === "canceled";
  }

  /** Starts the clock and listens to whoever may cancel. Paired with {@link end}. */
  begin(): void {
    if (this.#state !== "new") return;
    const parent = this.#parent;
    const signal = this.#callerSignal;
    const reason = parent === undefined ? undefined : parent.#told;
    if (reason !== undefined) {
      this.#inherit(reason);
      return;
    }
    if (signal?.aborted === true) {
      this.#callerAborted(signal);
      return;
    }
    this.#state = "open";
    watchDeadline(this);
    if (parent !== undefined) parent.#adopt(this);
    if (signal !== undefined) {
      this.#onCallerAbort = () => this.#callerAborted(signal);
      signal.addEventListener("abort", this.#onCallerAbort, { once: true });
    }
  }

  /** The call settled by itself, with a failure or without: nothing will be canceled any more. */
  end(failure?: ServiceError): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#release();
    if (this.#observers !== undefined) tellEnded(this.#observers, failure);
  }

  /**
   * Ends the call early. The first cancellation counts; after the call ended it does nothing.
   * @param told what the handler and the calls below it learn of it. Default: the error itself.
   */
  cancel(error: ServiceError, told: ServiceError = error): void {
    this.#stop(error, told, error);
  }

  /**
   * The rest of an answer is not wanted: whoever works for the call learns that it is canceled.
   * @param failure why, if it was not the reader's own choice: what the caller sees.
   */
  leave(error: ServiceError, failure: ServiceError | undefined): void {
    this.#stop(error, error, failure);
  }

  #stop(error: ServiceError, told: ServiceError, failure: ServiceError | undefined): void {
    if (this.#state === "canceled" || this.#state === "ended") return;
    this.#state = "canceled";
    this.#cancellation = error;
    this.#told = told;
    this.#release();
    this.#controller?.abort(told);
    for (const listener of this.#listeners ?? []) listener(error);
    for (const child of this.#children ?? []) child.#inherit(told);
    if (this.#observers !== undefined) tellEnded(this.#observers, failure);
  }

  /** The deadline has passed. */
  expire(): void {
    this.cancel(
      this.fail("deadline_exceeded", `${this.operation.id} did not settle before its deadline`, { sent: this.#sent }),
    );
  }

  /** Before it began, a call cannot have reached anybody. */
  get #sent(): Sent {
    return this.#state === "new" ? "not_sent" : "maybe_sent";
  }

  /** An error of this call. */
  fail(
    code: Code,
    message: string,
    options: Pick<ServiceErrorOptions, "sent" | "reason" | "retryable" | "cause"> = {},
  ): ServiceError {
    return new ServiceError(code, message, { operation: this.operation.id, callId: this.callId, ...options });
  }

  #callerAborted(signal: AbortSignal): void {
    const options = { operation: this.operation.id, callId: this.callId, sent: this.#sent };
    const error = ServiceError.canceled(signal.reason, options);
    // A callee elsewhere is only hung up on: that the caller's signal was a clock, nobody there can know.
    const known = error.code === "canceled" || this.remainingMs <= deadlineSlackMs;
    this.cancel(
      error,
      known ? error : this.fail("canceled", `${this.operation.id} was canceled by its caller`, options),
    );
  }

  #inherit(reason: ServiceError): void {
    const text =
      reason.code === "deadline_exceeded"
        ? "did not settle before the deadline of the call around it"
        : "was canceled with the call around it";
    this.cancel(this.fail(reason.code, `${this.operation.id} ${text}`, { sent: this.#sent }));
  }

  #adopt(child: CallContext): void {
    if (this.#children === undefined) this.#children = new Set();
    this.#children.add(child);
  }

  #release(): void {
    forgetDeadline(this);
    if (this.#parent !== undefined) this.#parent.#children?.delete(this);
    if (this.#onCallerAbort !== undefined) this.#callerSignal?.removeEventListener("abort", this.#onCallerAbort);
  }
}
