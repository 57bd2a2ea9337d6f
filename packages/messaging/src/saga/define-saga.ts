/** The definition of a saga: its steps in order, each typed by the results of those before. */

import { assertSettings, fieldsOf, printSettingFault, type Setting } from "@seamline/core/settings";
import { sagaSetting, stepSettings } from "./definition-settings.ts";
import { type AnyStepOptions, type SagaDefinition, type Step, toStep } from "./resolved-step.ts";
import { SagaError } from "./saga-error.ts";
import type { StepOptions, TransactionOptions, WaitOptions } from "./step.ts";

/** A defined saga. */
export interface Saga<Input = never, Transaction = unknown> {
  /** Its name, unique in its service. */
  readonly name: string;
  /** Milliseconds after the start in which the steps may begin; `undefined` without a deadline. */
  readonly deadlineMs: number | undefined;
  /** Carries the types; not there. */
  types?(input: Input, transaction: Transaction): void;
}

/** Settings of a saga. */
export interface SagaOptions {
  /**
   * Milliseconds after the start, 1 to 31,536,000,000, after which no further step begins and the
   * saga is undone. A step whose outcome is unknown is settled first. Default: no deadline.
   */
  readonly deadlineMs?: number | undefined;
}

/** Adds steps to a saga, each behind the one before. */
export interface SagaSteps<Input, Transaction, Results> {
  /**
   * Adds a step outside of the module's database.
   * @param name in camelCase, unique in the saga.
   */
  step<Name extends string, Result>(
    name: Name,
    options: StepOptions<Input, Results, Result>,
  ): SagaSteps<Input, Transaction, Results & { readonly [Key in Name]: Result }>;
  /**
   * Adds a step in the module's own database.
   * @param name in camelCase, unique in the saga.
   */
  transaction<Name extends string, Result>(
    name: Name,
    options: TransactionOptions<Input, Results, Result, Transaction>,
  ): SagaSteps<Input, Transaction, Results & { readonly [Key in Name]: Result }>;
  /**
   * Adds a wait for a signal of this name; the result is its payload.
   * @param name in camelCase, unique in the saga.
   */
  waitFor<Name extends string, Payload = undefined>(
    name: Name,
    options: WaitOptions<Payload> & { readonly afterTimeout: "continue" },
  ): SagaSteps<Input, Transaction, Results & { readonly [Key in Name]: Payload | undefined }>;
  waitFor<Name extends string, Payload = undefined>(
    name: Name,
    options?: WaitOptions<Payload>,
  ): SagaSteps<Input, Transaction, Results & { readonly [Key in Name]: Payload }>;
}

/**
 * Defines a saga. Sagas that run have the steps that they began with: give a saga with other steps
 * another name, and keep the old one until no saga of it runs.
 *
 * @param name in camelCase, unique in its service.
 * @param define adds the steps.
 * @throws {SagaError} listing every fault: steps without a name, two of one name, unknown settings.
 * @example
 * ```ts
 * const placeOrder = defineSaga<{ orderId: number }>("placeOrder", (saga) =>
 *   saga.step("charge", {
 *     run: ({ input }, { key }) => payments.charge({ order: input.orderId }, { idempotencyKey: key }),
 *     compensate: (_state, { stepKey }) => payments.refund({ charge: stepKey }),
 *   }),
 * );
 * ```
 */
export function defineSaga<Input, Transaction = unknown>(
  name: string,
  define: (saga: SagaSteps<Input, Transaction, unknown>) => unknown,
  options: SagaOptions = {},
): Saga<Input, Transaction> {
  if (typeof define !== "function") assertSettings("defineSaga", definer, define, "define");
  const faults = sagaSetting("", { name, ...fieldsOf(options) }).map(printSettingFault);
  const steps: Step[] = [];
  const add = (kind: Step["kind"]) => (stepName: string, given: AnyStepOptions) => {
    const path = `steps[${steps.length}]${typeof stepName === "string" ? ` ${JSON.stringify(stepName)}` : ""}`;
    const own = stepSettings[kind](path, { name: stepName, ...fieldsOf(given) });
    if (typeof given !== "object" || given === null)
      faults.push(`${path}: expected its settings as the second argument, found ${String(given)}`);
    else faults.push(...own.map(printSettingFault));
    const twin = steps.findIndex((one) => one.name === stepName);
    if (twin !== -1) faults.push(`${path}: expected a name of its own, found the name of steps[${twin}]`);
    steps.push(toStep(kind, stepName, given ?? {}));
    return builder;
  };
  const builder = {
    step: add("step"),
    transaction: add("transaction"),
    waitFor: (stepName: string, given: AnyStepOptions = {}) => add("waitFor")(stepName, given),
  };
  const returned = define(builder as unknown as SagaSteps<Input, Transaction, unknown>);
  if (returned instanceof Promise) {
    returned.catch(() => undefined);
    faults.push("define: expected a function that adds all steps at once, found an asynchronous one");
  }
  if (steps.length === 0) faults.push("steps: expected at least one step, found none");
  if (faults.length > 0) throw SagaError.ofDefinition(name, faults);
  const definition: SagaDefinition = { name, steps: Object.freeze(steps), deadlineMs: options.deadlineMs };
  return Object.freeze(definition);
}

const definer: Setting = (path) => [{ path, message: "expected a function that adds the steps to its argument" }];
