/** The call context: one object per call; ids, trace and signal are made at their first use. */

import type { Operation } from "../contract/operation.ts";
import type { Code } from "../error/code.ts";
import { ServiceError, type ServiceErrorOptions } from "../error/service-error.ts";
import { runCallback } from "../platform/run-callback.ts";
import { createCallId } from "../platform/unique-names.ts";
import { CallClock } from "./call-clock.ts";
import type { CallContextFields } from "./call-context-fields.ts";
import { type CallEvent, type CallObserver, notifyEnded } from "./call-observer.ts";
import { toAborted, toExpired, toInherited, toUnwatched } from "./cancel-errors.ts";
import { type CancelListener, Cancellation, type Waiter } from "./cancellation.ts";
import { type DeadlineSlot, deadlines } from "./deadline-queue.ts";
import { cutBaggage, cutTracestate } from "./list-header.ts";
import { type Metadata, noMetadata } from "./metadata.ts";
import type { Principal } from "./principal.ts";
import { createTrace, type Trace } from "./trace.ts";

type FailureOptions = Pick<ServiceErrorOptions, "sent" | "reason" | "retryable" | "cause">;

/** Calls with less time than these milliseconds read the clock when they begin; see decision 4. */
const timedMs = 10_000;

/**
 * Identity, deadline, cancellation and attributes of one call: a handler's second argument.
 *
 * @example
 * ```ts
 * import { defineContract } from "@seamline/core";
 * import { CallContext, deadlineOfArrival } from "@seamline/core/extend";
 *
 * const operation = defineContract("clock", { operations: { tick: {} } }).operations.tick!;
 * const deadline = deadlineOfArrival(500, operation);
 * const context = new CallContext({ operation, origin: "public", deadline });
 * context.onCancel((error) => console.log(error.code)); // deadline_exceeded
 * context.begin();
 * context.expire();
 * ```
 */
export class CallContext extends CallClock {
  /** The operation that is called. */
  readonly operation: Operation;
  /** Calls nested in one another, this one included: from 1 to 64. */
  readonly depth: number;
  /** The call's slot in the queue of deadlines, which alone may use it. */
  deadlineSlot: DeadlineSlot | undefined;
  /** Runs of its handler that have not settled, counted by the dispatcher. */
  runs = 0;
  readonly #fields: CallContextFields;
  readonly #parent: CallContext | undefined;
  #callId: string | undefined;
  #trace: Trace | undefined;
  #baggage: string | undefined;
  #state: "new" | "open" | "canceled" | "ended" = "new";
  /** The first two listeners, enough for most calls: the response's waiter and a transport. */
  #waiter: Waiter | undefined;
  #listener: CancelListener | undefined;
  /** Made for a caller's signal, a handler that reads `signal`, nested calls, more listeners. */
  #cancellation: Cancellation<CallContext> | undefined;

  /**
   * Makes the context of a call that has not begun.
   * @param fields may be shared by calls that do not differ in them.
   * @param parent the call that is handled here and makes this one.
   */
  constructor(fields: CallContextFields, parent?: CallContext) {
    super(fields.deadline);
    this.operation = fields.operation;
    this.depth = parent === undefined ? (fields.depth ?? 1) : parent.depth + 1;
    this.#fields = fields;
    this.#parent = parent;
    this.#callId = fields.callId;
    this.#baggage = parent === undefined ? fields.baggage : parent.#baggage;
  }

  /** Recognises a context made by this class. A copy, by spread or structuredClone, is none. */
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

  /** Names this attempt at a change, to recognise a repetition; `undefined` if not set. */
  get idempotencyKey(): string | undefined {
    return this.#fields.idempotencyKey;
  }

  /** Milliseconds the call has for itself; Infinity if it has only the deadline around it. */
  get timeoutMs(): number {
    return this.#fields.timeoutMs ?? Number.POSITIVE_INFINITY;
  }

  protected get outerClock(): CallClock | undefined {
    return this.#parent;
  }

  /** Unique to this call; echoed by the callee and named in logs and errors. */
  get callId(): string {
    this.#callId ??= createCallId();
    return this.#callId;
  }

  /** This call's position in its trace. */
  get trace(): Trace {
    this.#trace ??= this.#fields.trace ?? createTrace(this.parentTrace);
    return this.#trace;
  }

  /** The trace around this call: that of the surrounding call, or one sent by a public caller. */
  get parentTrace(): Trace | undefined {
    return this.#fields.parentTrace ?? this.#parent?.trace;
  }

  /** Makes a tracer's span the call's position in its trace. For interceptors, before `next`. */
  joinTrace(trace: Trace): void {
    this.#trace = trace.state === undefined ? trace : { ...trace, state: cutTracestate(trace.state) };
  }

  /** W3C baggage, passed on to nested calls: at most 64 members and 8,192 bytes. */
  get baggage(): string | undefined {
    return this.#baggage;
  }

  /** Replaces the baggage, cut to W3C's limits. For interceptors, before `next`. */
  joinBaggage(baggage: string | undefined): void {
    this.#baggage = cutBaggage(baggage);
  }

  /** Aborted when the call is canceled; its reason is always a ServiceError. */
  get signal(): AbortSignal {
    return this.#prepare().signal;
  }

  /** `true` for a call made by code that handles another call here. */
  get nested(): boolean {
    return this.#parent !== undefined;
  }

  /** The error that canceled the call; `undefined` while it runs or if it ended by itself. */
  get cancellation(): ServiceError | undefined {
    return this.#cancellation?.error;
  }

  /** Runs a listener when the call is canceled, at once if it was. Cheaper than `signal`. */
  onCancel(listener: CancelListener): void {
    const { cancellation } = this;
    if (cancellation !== undefined) runCallback(() => listener(cancellation));
    else if (this.#listener === undefined) this.#listener = listener;
    else this.#prepare().listen(listener);
  }

  /** Watches the call on its caller's side. For interceptors, before `next`. */
  observe(observer: CallObserver): void {
    if (this.ended) notifyEnded([observer], this.cancellation);
    else this.#prepare().observe(observer);
  }

  /** Passes a decision about the call to its observers. */
  note(event: CallEvent): void {
    this.#cancellation?.note(event);
  }

  /** `true` once the call has settled, with a response or by a cancellation. */
  get ended(): boolean {
    return this.#state === "ended" || this.#state === "canceled";
  }

  /**
   * Begins the call: its deadline, its caller's signal and the call around it may cancel it now.
   * @param waiter is rejected when the call is canceled, at once if it already was.
   * @returns `false` if the call is canceled already, and nothing must run.
   */
  begin(waiter?: Waiter): boolean {
    if (this.#state !== "new") {
      if (this.cancellation !== undefined) waiter?.reject(this.cancellation);
      return this.cancellation === undefined;
    }
    this.#waiter = waiter;
    const parent = this.#parent;
    const { signal } = this.#fields;
    const reason = parent === undefined ? undefined : parent.#cancellation?.inner;
    if (reason !== undefined) this.#inherit(reason);
    else if (signal !== undefined) this.#watch(signal);
    if (this.ended) return false;
    this.#state = "open";
    if (parent !== undefined) parent.#prepare().adopt(this);
    if (this.arrived) deadlines.keep(this);
    else deadlines.add(this);
    if (this.timeoutMs < timedMs) this.startClock();
    return !this.ended; // a deadline that has passed cancels at once
  }

  /** Ends a call that settled by itself; later cancellations have no effect. */
  end(failure?: ServiceError): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#waiter = undefined; // and with it the promise of the call, which the queue of deadlines would keep
    this.#listener = undefined;
    this.#release();
    if (this.#cancellation !== undefined) this.#cancellation.end(failure);
  }

  /**
   * Ends the call early. The first cancellation counts; after the end it does nothing.
   * @param inner the reason that the handler and the calls below it see. Default: the error itself.
   */
  cancel(error: ServiceError, inner: ServiceError = error): void {
    this.#stop(error, inner, error);
  }

  /** Cancels the work for a stream whose reader left; its caller sees `failure`, if any. */
  leave(error: ServiceError, failure: ServiceError | undefined): void {
    this.#stop(error, error, failure);
  }

  #stop(error: ServiceError, inner: ServiceError, failure: ServiceError | undefined): void {
    if (this.#state === "canceled" || this.#state === "ended") return;
    this.#state = "canceled";
    const cancellation = this.#prepare();
    cancellation.error = error;
    cancellation.inner = inner;
    this.#release();
    cancellation.notify(error, this.#waiter, this.#listener);
    for (const child of cancellation.children) child.#inherit(inner);
    cancellation.end(failure);
  }

  /** Cancels the call because its deadline has passed, with `deadline_exceeded`. */
  expire(): void {
    this.cancel(toExpired(this, this.#sent));
  }

  get #sent(): "not_sent" | "maybe_sent" {
    return this.#state === "new" || this.held ? "not_sent" : "maybe_sent";
  }

  /** Makes an error that names this call and its operation. */
  fail(code: Code, message: string, options: FailureOptions = {}): ServiceError {
    return new ServiceError(code, message, { operation: this.operation.id, callId: this.callId, ...options });
  }

  #watch(signal: AbortSignal): void {
    try {
      if (signal.aborted) this.#abort(signal);
      else this.#prepare().watch(signal, () => this.#abort(signal));
    } catch (reason) {
      this.cancel(toUnwatched(this, reason));
    }
  }

  #abort(signal: AbortSignal): void {
    this.cancel(...toAborted(this, signal, this.#sent));
  }

  #inherit(reason: ServiceError): void {
    this.cancel(toInherited(this, reason, this.#sent));
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
