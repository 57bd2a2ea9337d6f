/** The steps of a saga, as their author writes them. */

import type { SqlSession } from "../database/database.ts";

/** The input and the results that a step can read. */
export interface SagaState<Input, Results> {
  /** The input that the saga was started with. */
  readonly input: Input;
  /** The results of the steps before, by their names. */
  readonly results: Readonly<Results>;
}

/** The reason why a saga undoes its steps. */
export interface SagaFailure {
  /**
   * `declared`, a step ended with a declared error; `timeout`, a signal did not come in time;
   * `deadline`, the saga's own time ran out; `request`, `compensate` was called.
   */
  readonly kind: "declared" | "timeout" | "deadline" | "request";
  /** The name of the step that was next or at work. */
  readonly step: string;
  /** The service that declares the error; `undefined` for other kinds. */
  readonly service?: string | undefined;
  /** The name of the declared error; `undefined` for other kinds. */
  readonly reason?: string | undefined;
  /** The reason as text for people. */
  readonly message: string;
}

/**
 * The effect of a step as far as it is known: `done`, it ended with a result; `none`, every try was
 * refused or not sent; `unknown`, a try ended without an outcome.
 */
export type KnownEffect = "done" | "none" | "unknown";

/** The state that a compensation can read. */
export interface UndoState<Input, Results, Result> extends SagaState<Input, Results> {
  /** The result of the step that is undone; `undefined` unless `effect` is `done`. */
  readonly result: Result | undefined;
  /** The effect of the step that is undone, as far as it is known. */
  readonly effect: KnownEffect;
  /** The reason why the saga undoes its steps. */
  readonly failure: SagaFailure;
}

/** One try of a step outside of the module's database. */
export interface StepContext {
  /** The id of the saga. */
  readonly sagaId: string;
  /**
   * The same for all tries of this step of this saga, and for no other: the idempotency key of its
   * call. A compensation has a key of its own.
   */
  readonly key: string;
  /** The key that the step had, which a compensation can name what it undoes by. */
  readonly stepKey: string;
  /** The number of this try, from 1. */
  readonly tries: number;
  /** Aborted when the time of this try is over; its outcome is unknown then. */
  readonly signal: AbortSignal;
}

/** One try of a step in the module's own database. */
export interface TransactionContext<Transaction> {
  /** The id of the saga. */
  readonly sagaId: string;
  /** The number of this try, from 1. */
  readonly tries: number;
  /** The transaction that records the step too, in the form of your database library. */
  readonly transaction: Transaction;
  /** The same transaction, for statements with `?`. */
  readonly session: SqlSession;
}

/** A finding of `check`: the step took effect, with its result, or did not. */
export type StepEffect<Result> =
  | {
      /** The step took effect. */
      readonly happened: true;
      /** Its result. */
      readonly result: Result;
    }
  | {
      /** The step took no effect. */
      readonly happened: false;
    };

/** The part of a generated error class that a saga recognises errors by. */
export interface DeclaredErrorIdentified {
  /** The service that declares the error, and the name of the error there. */
  readonly identity: {
    /** The name of the contract. */
    readonly service: string;
    /** The name in the contract. */
    readonly reason: string;
  };
}

/** An error that a contract declares: its generated class, or `service.reason`. */
export type DeclaredErrorName = DeclaredErrorIdentified | `${string}.${string}`;

/** Tries of a step, and the delays between them. */
export interface StepRetryOptions {
  /** Tries after which the saga is stuck, 1 to 1,000,000. Default 20. */
  readonly limit?: number | undefined;
  /** Milliseconds to the second try, doubled with each further one, 0 to 3,600,000. Default 1,000. */
  readonly firstDelayMs?: number | undefined;
  /** The most milliseconds between two tries, 0 to 86,400,000. Default 60,000. */
  readonly longestDelayMs?: number | undefined;
  /**
   * Codes of a `ServiceError` that no further try can change: the saga is stuck at once. Default
   * `invalid_argument`, `out_of_range` and `unimplemented`.
   */
  readonly permanent?: readonly string[] | undefined;
}

/** Settings of all steps that run something. */
export interface CommonStepOptions {
  /**
   * The declared errors that end the saga and undo it; other errors are tried again. Default: every
   * declared error.
   */
  readonly compensateOn?: readonly DeclaredErrorName[] | undefined;
  /** Tries of the step and of its compensation, which has no limit of them. */
  readonly retry?: StepRetryOptions | undefined;
}

/** A step outside of the module's database: a call to another service. */
export interface StepOptions<Input, Results, Result> extends CommonStepOptions {
  /**
   * Does the step, at least once: after an unknown outcome it is run again, with the same `key`.
   * Its result is JSON.
   */
  run(state: SagaState<Input, Results>, step: StepContext): Promise<Result> | Result;
  /**
   * Undoes the step, at least once, also if it is not known to have done anything: a compensation
   * copes with nothing to undo. Tried until it succeeds. Default: nothing to undo.
   */
  compensate?(state: UndoState<Input, Results, Result>, step: StepContext): unknown;
  /**
   * Asks whether the step took effect, after a try without an outcome; `undefined` if that cannot be
   * known yet, and it is asked again later. Default: the step is run again.
   */
  check?(
    state: SagaState<Input, Results>,
    step: StepContext,
  ): Promise<StepEffect<Result> | undefined> | StepEffect<Result> | undefined;
  /** Milliseconds of one try, 1 to 86,400,000. Default 60,000. */
  readonly timeoutMs?: number | undefined;
}

/** A step in the module's own database, in one transaction with the record of it. */
export interface TransactionOptions<Input, Results, Result, Transaction> extends CommonStepOptions {
  /** Does the step. What it writes is kept once; its result is JSON. */
  run(state: SagaState<Input, Results>, step: TransactionContext<Transaction>): Promise<Result> | Result;
  /** Undoes the step; what it writes is kept once. Tried until it succeeds. Default: nothing to undo. */
  compensate?(state: UndoState<Input, Results, Result>, step: TransactionContext<Transaction>): unknown;
}

/** A schema of zod, or anything else that reads a payload. */
export interface PayloadSchema<Payload> {
  /** Returns the payload, as JSON; throws for another value. */
  parse(value: unknown): Payload;
}

/** A wait for a signal. */
export interface WaitOptions<Payload> {
  /** Reads the payload of the signal, as a schema of zod does. Default: the signal has no payload. */
  readonly payload?: PayloadSchema<Payload> | undefined;
  /** Milliseconds to wait, 1 to 31,536,000,000. Default: no end. */
  readonly timeoutMs?: number | undefined;
  /** The end of a wait without a signal: undo the saga, or go on without a payload. Default `compensate`. */
  readonly afterTimeout?: "compensate" | "continue" | undefined;
}
