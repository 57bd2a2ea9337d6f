/**
 * The call context: who calls what for whom, until when, and whether anybody still waits. One object per call. Everything that
 * costs (identifiers, the trace, an AbortController) is made when it is first asked for.
 */

import type { Operation } from "../contract/operation.ts";
import type { Code } from "../error/code.ts";
import { type Sent, ServiceError, type ServiceErrorOptions } from "../error/service-error.ts";
import { createCallId } from "../platform/unique-names.ts";
import type { CallContextFields } from "./call-context-fields.ts";
import { type CallEvent, type CallObserver, tellEnded } from "./call-observer.ts";
import { type CancelListener, Cancellation, type Waiter } from "./cancellation.ts";
import { type DeadlineSlot, deadlines } from "./deadline-queue.ts";
import { cutBaggage, cutTracestate } from "./list-header.ts";
import { type Metadata, noMetadata } from "./metadata.ts";
import type { Principal } from "./principal.ts";
import { createTrace, type Trace } from "./trace.ts";

/** Milliseconds before a deadline in which hanging up counts as the deadline itself: the clocks of both sides differ by as much. */
export const deadlineSlackMs = 25;

type FailureOptions = Pick<ServiceErrorOptions, "sent" | "reason" | "retryable" | "cause">;

/**
 * Identity, deadline, cancellation and attributes of one call. Handlers receive it as their second
 * argument.
 *
 * @example
 * ```ts
 * import { defineContract } from "@seamline/core";
 * import { CallContext, deadlineOfArrival } from "@seamline/core/extend";
 *
 * const { operations } = defineContract("clock", { operations: { tick: {} } });
 * const operation = operations.tick!;
 * const context = new CallContext({ operation, origin: "public", deadline: deadlineOfArrival(500, operation) });
 * context.onCancel((error) => console.log(error.code)); // deadline_exceeded
 * context.begin();
 * context.expire();
 * ```
 */
export class CallContext {
  /** The operation that is called. */
  readonly operation: Operation;
  /** Calls nested in one another, this one included: from 1 to 64. */
  readonly depth: number;
  /** The call's slot in the queue of deadlines, which alone may use it. */
  deadlineSlot: DeadlineSlot | undefined;
  readonly #fields: CallContextFields;
  readonly #parent: CallContext | undefined;
  #deadline: number | undefined;
  #callId: string | undefined;
  #trace: Trace | undefined;
  #baggage: string | undefined;
  #state: "new" | "open" | "canceled" | "ended" = "new";
  /** The first two that hear of a cancellation, which are all for most calls: what waits for the response, and a transport. */
  #waiter: Waiter | undefined;
  #listener: CancelListener | undefined;
  /** Made for a caller with a signal, a handler that reads one, calls below, more listeners. */
  #cancellation: Cancellation<CallContext> | undefined;

  /**
   * Makes the context of a call that has not begun.
   * @param fields may be shared by calls that do not differ in them.
   * @param parent the call that is handled here and makes this one.
   */
  constructor(fields: CallContextFields, parent?: CallContext) {
    this.operation = fields.operation;
    this.depth = parent === undefined ? (fields.depth ?? 1) : parent.depth + 1;
    this.#fields = fields;
    this.#parent = parent;
    this.#deadline = fields.deadline;
    this.#callId = fields.callId;
    this.#baggage = parent === undefined ? fields.baggage : parent.#baggage;
  }

  /**
   * Recognises a context made by this class: a copy of one, by spread or structuredClone, is none.
   */
  static is(value: unknown): value is CallContext {
    return typeof value === "object" && value !== null && #state in value;
  }

  /** `public` for a call from outside; `service` otherwise. */
  get origin(): "public" | "service" {
    return this.#fields.origin;
  }

  /** The calling service; `undefined` for code outside modules. */
  get caller(): string | undefined {
    return this.#fields.caller;
  }

  /** The caller on whose behalf the call is made; `undefined` if not set. */
  get principal(): Principal | undefined {
    return this.#fields.principal ?? this.#parent?.principal;
  }

  /** The customer whose data the call is about; `undefined` if not set. */
  get tenant(): string | undefined {
    return this.#fields.tenant ?? this.#parent?.tenant;
  }

  /** A BCP 47 language tag; `undefined` if not set. */
  get locale(): string | undefined {
    return this.#fields.locale ?? this.#parent?.locale;
  }

  /** Named text values that the caller sent along, by lower-case name; empty if none. */
  get metadata(): Metadata {
    return this.#fields.metadata ?? this.#parent?.metadata ?? noMetadata;
  }

  /**
   * Names this attempt at a change, so that a repetition can be recognised; `undefined` if not set.
   */
  get idempotencyKey(): string | undefined {
    return this.#fields.idempotencyKey;
  }

  /**
   * Starts the call's clock, unless it runs already: at the latest once the turn of the event loop
   * in which the call was made is over. No timer could fire before, and most calls in one process
   * have ended by then without having read a clock.
   * @returns the deadline, in milliseconds of `performance.now()`; never later than that of the
   * call around it.
   */
  startClock(): number {
    if (this.#deadline === undefined) {
      const own = performance.now() + this.timeoutMs;
      this.#deadline = this.#parent === undefined ? own : Math.min(own, this.#parent.startClock());
    }
    return this.#deadline;
  }

  /** `true` when the deadline came with the call, from another process. */
  get arrived(): boolean {
    return this.#fields.deadline !== undefined;
  }

  /**
   * Milliseconds that the call was given for itself; Infinity when it has only the deadline of the
   * calls around it.
   */
  get timeoutMs(): number {
    return this.#fields.timeoutMs ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Unique to this call, made at the first use; echoed by the callee and named in logs and errors.
   */
  get callId(): string {
    this.#callId ??= createCallId();
    return this.#callId;
  }

  /** This call's place in its trace. */
  get trace(): Trace {
    this.#trace ??= this.#fields.trace ?? createTrace(this.parentTrace);
    return this.#trace;
  }

  /**
   * The trace around this call: of the call that is handled here and makes it, or what a public
   * caller brought.
   */
  get parentTrace(): Trace | undefined {
    return this.#fields.parentTrace ?? this.#parent?.trace;
  }

  /**
   * Gives the call a place that a tracer chose, so that what crosses and what nested calls continue
   * is the tracer's span. For interceptors, before they pass the call on.
   */
  joinTrace(trace: Trace): void {
    this.#trace = trace.state === undefined ? trace : { ...trace, state: cutTracestate(trace.state) };
  }

  /**
   * Values that tracers pass along the calls of a request, as in a W3C `baggage` header: at most 64
   * members and 8,192 bytes. Nested calls pass it on.
   */
  get baggage(): string | undefined {
    return this.#baggage;
  }

  /**
   * Replaces the baggage; what is beyond W3C's limits is cut. For interceptors, before they pass
   * the call on.
   */
  joinBaggage(baggage: string | undefined): void {
    this.#baggage = cutBaggage(baggage);
  }

  /** Milliseconds left, from 0 on. */
  get remainingMs(): number {
    return Math.max(0, this.startClock() - performance.now());
  }

  /** Aborted when the result is not awaited any more. Its reason is always a ServiceError. */
  get signal(): AbortSignal {
    return this.#prepare().signal;
  }

  /** Made by code that handles another call in this process. */
  get nested(): boolean {
    return this.#parent !== undefined;
  }

  /**
   * The error with which the call was canceled; `undefined` while it runs and after it ended by
   * itself.
   */
  get cancellation(): ServiceError | undefined {
    return this.#cancellation?.error;
  }

  /**
   * Runs a listener when the call is canceled, at once when it already was. For transports; cheaper
   * than `signal`.
   */
  onCancel(listener: CancelListener): void {
    const { cancellation } = this;
    if (cancellation !== undefined) listener(cancellation);
    else if (this.#listener === undefined) this.#listener = listener;
    else this.#prepare().listen(listener);
  }

  /**
   * Watches the call on its caller's side. For interceptors and policies, before they pass it on.
   */
  observe(observer: CallObserver): void {
    if (this.ended) tellEnded([observer], this.cancellation);
    else this.#prepare().observe(observer);
  }

  /** Passes a decision about the call to its observers. */
  note(event: CallEvent): void {
    this.#cancellation?.note(event);
  }

  /** `true` once the call has settled, with a result or by a cancellation. */
  get ended(): boolean {
    return this.#state === "ended" || this.#state === "canceled";
  }

  /**
   * Begins the call: from now on its deadline, its caller's signal and the call around it may
   * cancel it. Paired with {@link end}.
   * @param waiter is rejected when the call is canceled, at once if it already was.
   * @returns `false` if the call is canceled already, and nothing must run.
   */
  begin(waiter?: Waiter): boolean {
    if (this.#state !== "new") return this.#beginAgain(waiter);
    this.#waiter = waiter;
    const fields = this.#fields;
    const parent = this.#parent;
    const { signal } = fields;
    const reason = parent === undefined ? undefined : parent.#told;
    if (reason !== undefined) this.#inherit(reason);
    else if (signal?.aborted === true) this.#callerAborted(signal);
    if (this.#state !== "new") return false;
    this.#state = "open";
    if (fields.deadline === undefined) deadlines.add(this);
    else deadlines.keep(this);
    if (parent !== undefined) parent.#prepare().adopt(this);
    if (signal !== undefined) this.#prepare().watch(signal, () => this.#callerAborted(signal));
    return this.#state === "open"; // a deadline that has passed cancels at once
  }

  #beginAgain(waiter: Waiter | undefined): boolean {
    const { cancellation } = this;
    if (cancellation === undefined) return true;
    waiter?.reject(cancellation);
    return false;
  }

  /** The call settled by itself, with a failure or without: nothing will be canceled any more. */
  end(failure?: ServiceError): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#waiter = undefined; // and with it the promise of the call, which the queue of deadlines would keep
    this.#listener = undefined;
    this.#release();
    if (this.#cancellation !== undefined) this.#cancellation.end(failure);
  }

  /**
   * Ends the call early. The first cancellation counts; after the call ended it does nothing.
   * @param inner the reason that the handler and the calls below it see. Default: the error itself.
   */
  cancel(error: ServiceError, inner: ServiceError = error): void {
    this.#stop(error, inner, error);
  }

  /**
   * Cancels what works for the call when the rest of a stream is not wanted.
   * @param failure the error that the caller sees; `undefined` when leaving was the reader's own
   * choice.
   */
  leave(error: ServiceError, failure: ServiceError | undefined): void {
    this.#stop(error, error, failure);
  }

  #stop(error: ServiceError, told: ServiceError, failure: ServiceError | undefined): void {
    if (this.#state === "canceled" || this.#state === "ended") return;
    this.#state = "canceled";
    const cancellation = this.#prepare();
    cancellation.error = error;
    cancellation.told = told;
    this.#release();
    cancellation.tell(error, this.#waiter, this.#listener);
    for (const child of cancellation.children) child.#inherit(told);
    cancellation.end(failure);
  }

  /** Cancels the call because its deadline has passed, with `deadline_exceeded`. */
  expire(): void {
    const text = `${this.operation.id} did not settle before its deadline`;
    this.cancel(this.fail("deadline_exceeded", text, { sent: this.#sent }));
  }

  /** Before it began, a call cannot have reached anybody. */
  get #sent(): Sent {
    return this.#state === "new" ? "not_sent" : "maybe_sent";
  }

  /** Makes an error that names this call and its operation. */
  fail(code: Code, message: string, options: FailureOptions = {}): ServiceError {
    return new ServiceError(code, message, { operation: this.operation.id, callId: this.callId, ...options });
  }

  #callerAborted(signal: AbortSignal): void {
    const options = { operation: this.operation.id, callId: this.callId, sent: this.#sent };
    const error = ServiceError.canceled(signal.reason, options);
    // A callee elsewhere is only hung up on: that the caller's signal was a clock, nobody there can know.
    const known = error.code === "canceled" || this.remainingMs <= deadlineSlackMs;
    const text = `${this.operation.id} was canceled by its caller`;
    this.cancel(error, known ? error : this.fail("canceled", text, options));
  }

  #inherit(reason: ServiceError): void {
    const text =
      reason.code === "deadline_exceeded"
        ? "did not settle before the deadline of the call around it"
        : "was canceled with the call around it";
    this.cancel(this.fail(reason.code, `${this.operation.id} ${text}`, { sent: this.#sent }));
  }

  get #told(): ServiceError | undefined {
    return this.#cancellation?.told;
  }

  #prepare(): Cancellation<CallContext> {
    this.#cancellation ??= new Cancellation();
    return this.#cancellation;
  }

  #release(): void {
    deadlines.forget(this);
    if (this.#parent !== undefined) this.#parent.#cancellation?.disown(this);
    if (this.#cancellation !== undefined) this.#cancellation.release();
  }
}
