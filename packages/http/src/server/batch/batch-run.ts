/**
 * The calls of one batch under way: each with its own deadline, context and fate, as if it had come
 * alone.
 */

import type { CallResponse, ServiceError } from "@seamline/core";
import {
  CallContext,
  type CallContextFields,
  deadlineOfArrival,
  OpenCall,
  type Operation,
  parseTraceparent,
} from "@seamline/core/extend";
import { cutBaggage, toStatus } from "@seamline/core/internal";
import { type ArrivedBatch, type ArrivedCall, readText } from "../../binding/batch/batch-text.ts";
import { decodeContext } from "../../binding/call-fields.ts";
import { encodeProblem } from "../../binding/problem.ts";
import { headerOf, wireHeaders } from "../../binding/wire-headers.ts";
import { unknownOperation } from "../answer.ts";
import type { Answering, Arrival } from "../arrival.ts";
import { abandon, assertIdempotencyKey, toWireError } from "../call-failure.ts";
import type { OperationRouter, ServedOperation } from "../operation-router.ts";
import type { CallerOf } from "../peer.ts";
import { Refusal } from "../refusal.ts";
import { assertTextSize, parseBody } from "../request-body.ts";
import { parseRequestTarget, type RequestTarget } from "../request-target.ts";
import type { SkewWatch } from "../skew.ts";
import { BatchAnswers } from "./batch-answers.ts";

/** What a listener does for the calls of its batches. */
export interface BatchRunOptions {
  readonly router: OperationRouter;
  /** Bytes of the body of one call at most. */
  readonly maxBodyBytes: number;
  readonly watchSkew?: SkewWatch | undefined;
  /** A call has its answer, or nobody waits for one. */
  onSettled(): void;
}

/** A batch that was let in. */
export interface AdmittedBatch extends ArrivedBatch {
  /** The batch's own id. */
  readonly callId: string;
  /** The service that all calls must be for. */
  readonly service: string;
  /** When its head had arrived, in milliseconds of `performance.now()`. */
  readonly arrivedAt: number;
  readonly callerOf: CallerOf;
}

/** What calls say of themselves. */
type Admitted = Pick<CallContextFields, "origin" | "depth" | "caller" | "principal" | "tenant" | "locale" | "metadata">;

interface FoundTarget {
  readonly method: string;
  readonly text: string;
  readonly target: RequestTarget | undefined;
  readonly found: ReturnType<OperationRouter["find"]>;
}

/** Milliseconds for which calls of a batch are started before everything else has its turn. */
const sliceMs = 2;

/** Runs one batch. */
export class BatchRun implements Answering {
  readonly #options: BatchRunOptions;
  readonly #batch: AdmittedBatch;
  readonly #arrival: Arrival;
  readonly #answers: BatchAnswers;
  readonly #contractMark: string | undefined;
  readonly #contexts = new Map<string, CallContext>();
  readonly #admitted: Admitted[] = [];
  /** Given up before they were started. */
  readonly #canceled = new Set<string>();
  #found: FoundTarget | undefined;
  #next = 0;

  constructor(options: BatchRunOptions, batch: AdmittedBatch, arrival: Arrival) {
    this.#options = options;
    this.#batch = batch;
    this.#arrival = arrival;
    this.#answers = new BatchAnswers(arrival, batch.callId, batch.calls.length);
    this.#contractMark = headerOf(arrival.req, wireHeaders.contract);
  }

  /**
   * Starts the calls in order. A handler that computes for long delays those behind it no more than
   * it would delay other requests.
   */
  readonly start = (): void => {
    const until = performance.now() + sliceMs;
    const { calls } = this.#batch;
    for (; this.#next < calls.length; this.#next += 1) {
      if (performance.now() > until) {
        setImmediate(this.start);
        return;
      }
      this.#startCall(calls[this.#next] as ArrivedCall);
    }
  };

  giveUp(callIds: readonly string[]): void {
    const unstarted = new Set(this.#batch.calls.slice(this.#next).map(({ callId }) => callId));
    for (const callId of callIds) {
      const context = this.#contexts.get(callId);
      if (context !== undefined) abandon(context);
      else if (unstarted.has(callId)) this.#canceled.add(callId);
    }
  }

  onClose(): void {
    this.giveUp(this.#batch.calls.map(({ callId }) => callId));
  }

  #startCall(call: ArrivedCall): void {
    const { callId } = call;
    if (this.#canceled.has(callId)) {
      const message = "Its caller went away before it was started";
      this.#answer(callId, 499, encodeProblem({ code: "canceled", message }, 499, callId));
      return;
    }
    const { target, found } = this.#find(call);
    if (target === undefined || found === undefined) this.#answerUnknown(callId);
    else if (!("operation" in found)) this.#answer(callId, 405);
    else if (found.operation.service !== this.#batch.service) this.#answerUnknown(callId);
    else this.#serve(call, found, target);
  }

  /** Calls of one batch often go to the same place: it is looked up once for those in a row. */
  #find({ method, target: text }: ArrivedCall): FoundTarget {
    if (this.#found?.method === method && this.#found.text === text) return this.#found;
    const target = parseRequestTarget(text);
    const found = target && this.#options.router.find(method, target.path);
    this.#found = { method, text, target, found };
    return this.#found;
  }

  #serve(call: ArrivedCall, served: ServedOperation, target: RequestTarget): void {
    const { callId, rare } = call;
    const { operation, binding, dispatcher } = served;
    try {
      if (operation.streaming !== undefined) throw new Refusal("invalid_argument", "Expected no stream in a batch");
      const waited = performance.now() - this.#batch.arrivedAt;
      const deadline = deadlineOfArrival(Math.max(0, call.timeoutMs - waited), operation);
      const admitted = this.#admit(call.about);
      assertTextSize(call.body, this.#options.maxBodyBytes);
      this.#options.watchSkew?.(operation, admitted.caller, this.#contractMark);
      const input = binding.decode({
        segments: target.segments,
        query: target.query,
        header: (name) => (rare.headers === undefined ? undefined : readText(rare.headers, name)),
        body: binding.hasBody ? parseBody(call.body) : undefined,
      });
      const { idempotencyKey } = rare;
      if (idempotencyKey !== undefined) assertIdempotencyKey(idempotencyKey);
      const trace = parseTraceparent(call.trace, rare.tracestate);
      const baggage = cutBaggage(rare.baggage);
      const context = new CallContext({ ...admitted, operation, deadline, callId, idempotencyKey, trace, baggage });
      this.#contexts.set(callId, context);
      if (context.remainingMs === 0) context.expire(); // it took its time to arrive
      new BatchCall(context, this).run({ operation, input, context, local: false }, dispatcher.dispatch);
    } catch (reason) {
      this.answerFailure(operation, callId, reason);
    }
  }

  /** What calls say of themselves is read once for all that say the same. */
  #admit(about: number | undefined): Admitted {
    const index = about ?? this.#batch.contexts.length;
    const known = this.#admitted[index];
    if (known !== undefined) return known;
    const fields = decodeContext(about === undefined ? undefined : this.#batch.contexts[about]);
    const admitted: Admitted = { ...fields, origin: "service", caller: this.#batch.callerOf(fields.caller) };
    this.#admitted[index] = admitted;
    return admitted;
  }

  /** Answers a call with its response. */
  answerCall(operation: Operation, callId: string, { error, output }: CallResponse): void {
    if (error !== undefined) {
      const status = toStatus(error.code);
      this.#answer(callId, status, encodeProblem(error, status, callId));
    } else if (operation.output === undefined) this.#answer(callId, 204);
    else this.#answer(callId, 200, JSON.stringify(output));
  }

  /** Answers a call that got no response. */
  answerFailure(operation: Operation, callId: string, reason: unknown): void {
    const error = toWireError(operation.id, reason, callId);
    const status = reason instanceof Refusal ? reason.status : toStatus(error.code);
    this.#answer(callId, status, encodeProblem(error, status, callId));
  }

  #answerUnknown(callId: string): void {
    this.#answer(callId, 404, encodeProblem(unknownOperation, 404, callId));
  }

  #answer(callId: string, status: number, payload?: string): void {
    this.#contexts.delete(callId);
    this.#options.onSettled();
    if (!this.#arrival.abandoned) this.#answers.add(callId, status, payload);
  }
}

/** One call of a batch. */
class BatchCall extends OpenCall {
  readonly context: CallContext;
  readonly #run: BatchRun;

  constructor(context: CallContext, run: BatchRun) {
    super();
    this.context = context;
    this.#run = run;
  }

  protected resolve(response: CallResponse): boolean {
    const { operation, callId } = this.context;
    this.#run.answerCall(operation, callId, response);
    return true;
  }

  reject(error: ServiceError): void {
    const { operation, callId } = this.context;
    this.#run.answerFailure(operation, callId, error);
  }
}
