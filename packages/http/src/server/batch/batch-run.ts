/**
 * The calls of one batch, each with its own deadline and context, and independent of the others.
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
import { afterTurn, cutBaggage, now, statusOf, toStatus } from "@seamline/core/internal";
import type { SkewWatch } from "@seamline/core/wire";
import { abandon, decodeContext, encodeProblem, shutDown, toWireError } from "@seamline/core/wire";
import { type ArrivedBatch, type ArrivedCall, readText } from "../../binding/batch/batch-text.ts";
import { headerOf, wireHeaders } from "../../binding/wire-headers.ts";
import type { Arrival, Responder } from "../arrival.ts";
import type { OperationRouter, ServedOperation } from "../operation-router.ts";
import type { CallerOf } from "../peer.ts";
import { assertIdempotencyKey, Refusal } from "../refusal.ts";
import { assertTextSize, parseBody } from "../request-body.ts";
import { parseRequestTarget, type RequestTarget } from "../request-target.ts";
import { unknownOperation } from "../respond.ts";
import { BatchResponse } from "./batch-response.ts";

/** Options of a listener's batches. */
export interface BatchRunOptions {
  readonly router: OperationRouter;
  /** The largest body of one call, in bytes. */
  readonly maxBodyBytes: number;
  readonly watchSkew?: SkewWatch | undefined;
  /** Called when a call has settled, whether or not its caller still waits. */
  onSettled(): void;
}

/** An admitted batch. */
export interface AdmittedBatch extends ArrivedBatch {
  /** The call id of the batch itself. */
  readonly callId: string;
  /** The service of all its calls. */
  readonly service: string;
  /** The arrival of its head, in milliseconds of `performance.now()`. */
  readonly arrivedAt: number;
  readonly callerOf: CallerOf;
}

/** The context fields of an admitted call. */
type AdmittedFields = Pick<
  CallContextFields,
  "origin" | "depth" | "caller" | "principal" | "tenant" | "locale" | "metadata"
>;

interface FoundTarget {
  readonly name: string | undefined;
  readonly method: string;
  readonly text: string;
  readonly target: RequestTarget | undefined;
  /** `undefined` if there is none; `status` is then the response. */
  readonly served: ServedOperation | undefined;
  readonly status: 404 | 405;
}

/** Milliseconds in which calls of a batch are started before other work has its turn. */
const sliceMs = 2;

/** Runs one batch. */
export class BatchRun implements Responder {
  readonly #options: BatchRunOptions;
  readonly #batch: AdmittedBatch;
  readonly #arrival: Arrival;
  readonly #response: BatchResponse;
  readonly #contractMark: string | undefined;
  readonly #contexts = new Map<string, CallContext>();
  readonly #admitted: AdmittedFields[] = [];
  /** Calls that were canceled before they started. */
  readonly #canceled = new Set<string>();
  #found: FoundTarget | undefined;
  #next = 0;

  constructor(options: BatchRunOptions, batch: AdmittedBatch, arrival: Arrival) {
    this.#options = options;
    this.#batch = batch;
    this.#arrival = arrival;
    this.#response = new BatchResponse(arrival, batch.callId, batch.calls.length);
    this.#contractMark = headerOf(arrival.req, wireHeaders.contract);
  }

  /**
   * Starts the calls in order. A handler that computes for long delays later calls no more than it
   * would delay other requests.
   */
  readonly start = (): void => {
    const until = now() + sliceMs;
    const { calls } = this.#batch;
    for (; this.#next < calls.length; this.#next += 1) {
      if (now() > until) {
        afterTurn(this.start);
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

  onShutdown(): void {
    for (const context of [...this.#contexts.values()]) shutDown(context);
  }

  #startCall(call: ArrivedCall): void {
    const { callId } = call;
    if (this.#canceled.has(callId)) {
      const message = "The caller canceled the call before it started";
      this.#respond(callId, 499, encodeProblem({ code: "canceled", message }, 499, callId));
      return;
    }
    const { target, served, status } = this.#find(call);
    if (target !== undefined && served !== undefined) this.#serve(call, served, target);
    else if (status === 404) this.#respond(callId, status, encodeProblem(unknownOperation, status, callId));
    else this.#respond(callId, status);
  }

  /**
   * Finds the operation of a call. Calls in a row often have the same target, which is looked up
   * once.
   */
  #find({ name, method, target: text }: ArrivedCall): FoundTarget {
    const last = this.#found;
    if (last?.method === method && last.text === text && last.name === name) return last;
    const { router } = this.#options;
    const { service } = this.#batch;
    const target = parseRequestTarget(text);
    const found = target && router.find(name === undefined ? undefined : `${service}.${name}`, method, target.segments);
    const served = found?.operation.service === service ? found : undefined;
    const others =
      target === undefined || found !== undefined || name !== undefined ? [] : router.methodsOf(target.segments);
    this.#found = { name, method, text, target, served, status: others.length === 0 ? 404 : 405 };
    return this.#found;
  }

  #serve(call: ArrivedCall, served: ServedOperation, target: RequestTarget): void {
    const { callId, rare } = call;
    const { operation, binding, dispatcher } = served;
    try {
      if (operation.streaming !== undefined) throw new Refusal("invalid_argument", "Expected no stream in a batch");
      const waited = now() - this.#batch.arrivedAt;
      const deadline = deadlineOfArrival(Math.max(0, call.timeoutMs - waited), operation);
      const admitted = this.#admit(call.contextIndex);
      assertTextSize(call.body, this.#options.maxBodyBytes);
      this.#options.watchSkew?.(operation, admitted.caller, this.#contractMark);
      const input = binding.decode({
        segments: target.segments,
        query: target.query,
        header: (name) => (rare.headers === undefined ? undefined : readText(rare.headers, name)),
        body: binding.readsBody ? parseBody(call.body) : undefined,
      });
      const { idempotencyKey } = rare;
      if (idempotencyKey !== undefined) assertIdempotencyKey(idempotencyKey);
      const trace = parseTraceparent(call.trace, rare.tracestate);
      const baggage = cutBaggage(rare.baggage);
      const context = new CallContext({ ...admitted, operation, deadline, callId, idempotencyKey, trace, baggage });
      this.#contexts.set(callId, context);
      if (context.remainingMs === 0) context.expire(); // its deadline passed on the way
      new BatchCall(context, this).run({ operation, input, context, local: false }, dispatcher.dispatch);
    } catch (reason) {
      this.respondWithFailure(operation, callId, reason);
    }
  }

  /** Reads the context of a call; calls with the same one share the result. */
  #admit(contextIndex: number | undefined): AdmittedFields {
    const index = contextIndex ?? this.#batch.contexts.length;
    const known = this.#admitted[index];
    if (known !== undefined) return known;
    const fields = decodeContext(contextIndex === undefined ? undefined : this.#batch.contexts[contextIndex]);
    const admitted: AdmittedFields = { ...fields, origin: "service", caller: this.#batch.callerOf(fields.caller) };
    this.#admitted[index] = admitted;
    return admitted;
  }

  /** Adds the response of a call. */
  respondToCall(operation: Operation, callId: string, { error, output }: CallResponse): void {
    if (error !== undefined) {
      const status = statusOf(operation, error);
      this.#respond(callId, status, encodeProblem(error, status, callId));
    } else if (operation.output === undefined) this.#respond(callId, 204);
    else this.#respond(callId, 200, JSON.stringify(output));
  }

  /** Adds the error of a call without a response. */
  respondWithFailure(operation: Operation, callId: string, reason: unknown): void {
    const error = toWireError(operation.id, reason, callId);
    const status = reason instanceof Refusal ? reason.status : toStatus(error.code);
    this.#respond(callId, status, encodeProblem(error, status, callId));
  }

  #respond(callId: string, status: number, payload?: string): void {
    this.#contexts.delete(callId);
    this.#options.onSettled();
    if (!this.#arrival.abandoned) this.#response.add(callId, status, payload);
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
    this.#run.respondToCall(operation, callId, response);
    return true;
  }

  reject(error: ServiceError): void {
    const { operation, callId } = this.context;
    this.#run.respondWithFailure(operation, callId, error);
  }
}
