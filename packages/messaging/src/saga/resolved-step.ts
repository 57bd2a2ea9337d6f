/** Steps after defaults, as they are run. */

import { ServiceError } from "@seamline/core";
import { fieldsOf } from "@seamline/core/settings";
import type {
  DeclaredErrorName,
  PayloadSchema,
  SagaState,
  StepContext,
  StepEffect,
  StepRetryOptions,
  TransactionContext,
  UndoState,
} from "./step.ts";

type State = SagaState<unknown, unknown>;
type Undo = UndoState<unknown, unknown, unknown>;

/** Tries of a step and the delays between them, after defaults. */
export interface StepRetry {
  /** Tries after which the saga is stuck. */
  readonly limit: number;
  /** Milliseconds to the second try. */
  readonly firstDelayMs: number;
  /** The most milliseconds between two tries. */
  readonly longestDelayMs: number;
  /** Codes that no further try can change. */
  readonly permanent: ReadonlySet<string>;
}

/** A step outside of the module's database. */
export interface OutsideStep {
  readonly kind: "step";
  readonly name: string;
  readonly retry: StepRetry;
  readonly timeoutMs: number;
  run(state: State, step: StepContext): unknown;
  compensate?(state: Undo, step: StepContext): unknown;
  check?(state: State, step: StepContext): Promise<StepEffect<unknown> | undefined>;
  /** Recognises the declared errors that end the saga. */
  isRefusal(reason: unknown): boolean;
}

/** A step in the module's own database. */
export interface InsideStep {
  readonly kind: "transaction";
  readonly name: string;
  readonly retry: StepRetry;
  run(state: State, step: TransactionContext<unknown>): unknown;
  compensate?(state: Undo, step: TransactionContext<unknown>): unknown;
  /** Recognises the declared errors that end the saga. */
  isRefusal(reason: unknown): boolean;
}

/** A wait for a signal. */
export interface WaitStep {
  readonly kind: "waitFor";
  readonly name: string;
  /** Reads a payload; the error of a schema passes. */
  read(payload: unknown): unknown;
  readonly timeoutMs: number | undefined;
  readonly afterTimeout: "compensate" | "continue";
}

/** One step of a saga. */
export type Step = OutsideStep | InsideStep | WaitStep;

/** A saga with its steps, as it is run. */
export interface SagaDefinition {
  /** Its name, unique in its service. */
  readonly name: string;
  /** Its steps, in order. */
  readonly steps: readonly Step[];
  /** Milliseconds after the start in which the steps may begin; `undefined` without a deadline. */
  readonly deadlineMs: number | undefined;
}

/** The settings of a step of any kind. */
export interface AnyStepOptions {
  run?: OutsideStep["run"] & InsideStep["run"];
  compensate?: (state: Undo, step: unknown) => unknown;
  check?: OutsideStep["check"];
  compensateOn?: readonly DeclaredErrorName[];
  retry?: StepRetryOptions;
  timeoutMs?: number;
  payload?: PayloadSchema<unknown>;
  afterTimeout?: WaitStep["afterTimeout"];
}

/** Adds the defaults to the settings of a step, which have been checked or are about to be refused. */
export function toStep(kind: Step["kind"], name: string, options: AnyStepOptions): Step {
  const {
    run = runNothing,
    compensate,
    check,
    timeoutMs,
    compensateOn,
    payload,
    afterTimeout = "compensate",
  } = options;
  if (kind === "waitFor") {
    const read = payload === undefined ? readNothing : (given: unknown) => payload.parse(given);
    return { kind, name, read, timeoutMs, afterTimeout };
  }
  const isRefusal = (reason: unknown): boolean =>
    isDeclared(reason) && (compensateOn?.some(namesError(reason)) ?? true);
  const common = { name, run, isRefusal, retry: toRetry(options.retry), ...(compensate && { compensate }) };
  if (kind === "transaction") return { kind, ...common };
  return { kind, ...common, timeoutMs: timeoutMs ?? 60_000, ...(check && { check }) };
}

/** In place of a function that is missing: its saga is not defined. */
function runNothing(): never {
  throw new Error("expected a function, found none");
}

function readNothing(given: unknown): undefined {
  if (given === undefined || given === null) return undefined;
  throw new Error("expected no payload, as the wait has no schema for one");
}

const permanentCodes = ["invalid_argument", "out_of_range", "unimplemented"];

function toRetry(options: StepRetryOptions = {}): StepRetry {
  const { limit = 20, firstDelayMs = 1_000, longestDelayMs = 60_000, permanent = permanentCodes } = options;
  return { limit, firstDelayMs, longestDelayMs, permanent: new Set(permanent) };
}

/** A declared error, whichever copy of its class made it. */
export interface Declared extends ServiceError {
  readonly service: string;
  readonly reason: string;
}

/** Recognises an error that a contract declares. */
export function isDeclared(reason: unknown): reason is Declared {
  return ServiceError.is(reason) && reason.reason !== undefined && typeof fieldsOf(reason).service === "string";
}

function namesError({ service, reason }: Declared): (name: DeclaredErrorName) => boolean {
  return (name) =>
    typeof name === "string"
      ? name === `${service}.${reason}`
      : name.identity.service === service && name.identity.reason === reason;
}
