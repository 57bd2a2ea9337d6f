/** The next step of a saga. */

import { withinTransaction } from "@seamline/core";
import { maxMessageBytes } from "../event/envelope.ts";
import { delayAfter, hadNoEffect, isPermanent, keysOf, printError, tryOutside, Unkeepable } from "./attempt.ts";
import { beginUndo, type Engine, setStuck, settled } from "./engine.ts";
import { findForeign } from "./json-value.ts";
import {
  type InsideStep,
  isDeclared,
  type OutsideStep,
  type SagaDefinition,
  type Step,
  type WaitStep,
} from "./resolved-step.ts";
import {
  effectOf,
  resultsOf,
  type SagaChange,
  type SagaRecord,
  type StepRecord,
  timeOf,
  withRecord,
} from "./saga-record.ts";
import { Overtaken } from "./saga-store.ts";
import type { KnownEffect, SagaFailure, SagaState, StepContext, StepEffect } from "./step.ts";

/** Processes that a step may end before it is stuck; the first of them is not counted. */
const mostCrashes = 3;

/** A step at its place in a saga. */
interface Place<Kind extends Step> {
  readonly engine: Engine;
  readonly saga: SagaDefinition;
  readonly step: Kind;
  readonly index: number;
}

/**
 * Runs the next step of a saga, or undoes the saga instead if its time is over and no step is in doubt.
 * @param crashes processes that ended during this try, which has left no trace in the saga then.
 */
export async function goForward(
  engine: Engine,
  record: SagaRecord,
  saga: SagaDefinition,
  crashes: number,
): Promise<void> {
  const { records } = record;
  const begun = records.findIndex(({ effect }) => effect !== "done");
  const index = begun === -1 ? records.length : begun;
  const step = saga.steps[index];
  if (step === undefined) throw new Error(`expected a step ${index} in the saga ${saga.name}, found none`);
  const effect = effectOf(records[index]);
  const failure = effect === "unknown" ? undefined : findEnd(record, step);
  if (failure !== undefined) return beginUndo(engine, record, failure);
  if (record.status === "running" && record.dueAt !== null && record.dueAt > record.now) return;
  if (crashes >= mostCrashes) {
    // Further tries would end the work of others too.
    return setStuck(engine, record, step, `the step ${step.name} has ended its process ${crashes + 1} times`);
  }
  const place = { engine, saga, index };
  switch (step.kind) {
    case "step":
      return runOutside({ ...place, step }, record, effect);
    case "transaction":
      return runInside({ ...place, step }, record);
    case "waitFor":
      return wait({ ...place, step }, record);
  }
}

/** The reason to undo a saga between two steps. */
function findEnd(record: SagaRecord, step: Step): SagaFailure | undefined {
  const { undoReason, deadlineAt } = record;
  if (undoReason !== null) return { kind: "request", step: step.name, message: undoReason };
  if (deadlineAt === null || timeOf(record) < deadlineAt) return undefined;
  const message = `the saga was not done at its deadline, ${new Date(deadlineAt).toISOString()}`;
  return { kind: "deadline", step: step.name, message };
}

type State = SagaState<unknown, unknown>;

function stateOf({ input, records }: SagaRecord): State {
  return { input, results: resultsOf(records) };
}

/** Registers the step, so that it is undone whatever becomes of this try, and runs or asks. */
async function runOutside(place: Place<OutsideStep>, found: SagaRecord, before: KnownEffect): Promise<void> {
  const { engine, step, index } = place;
  if (found.tries >= step.retry.limit) {
    // Only a try that ended with its process leaves the saga like this.
    const error = `the step ${step.name} has no outcome after ${found.tries} tries, the last of which ended with its process`;
    return setStuck(engine, found, step, error);
  }
  const records = withRecord(found.records, index, { name: step.name, effect: "unknown" });
  const registered = { status: "running", records, tries: found.tries + 1, dueAt: null } as const;
  const record = await engine.store.change(found, registered, false);
  const keys = keysOf(record.id, step.name);
  const context = { sagaId: record.id, key: keys.run, stepKey: keys.run, tries: record.tries };
  const attempt = <Value>(work: (state: State, one: StepContext) => Value | Promise<Value>): Promise<Value> =>
    tryOutside(`the step ${step.name}`, step.timeoutMs, context, (one) => work(stateOf(record), one));
  let known = before;
  let result: unknown;
  try {
    const { check } = step;
    let effect: StepEffect<unknown> = { happened: false };
    if (before === "unknown" && check !== undefined) {
      effect = await ask(step.name, () => attempt(check));
      if (!effect.happened) known = "none";
    }
    result = effect.happened ? effect.result : await attempt(step.run);
    checkResult(place, record, result);
  } catch (reason) {
    const effect = hadNoEffect(reason) ? known : "unknown";
    return fail(place, record, reason, { name: step.name, effect });
  }
  await engine.store.change(record, finish(place, record, result), !isLast(place));
}

/** Asks for the outcome of a try. An error of the question, a declared one too, is none of the step. */
async function ask(name: string, check: () => Promise<StepEffect<unknown> | undefined>): Promise<StepEffect<unknown>> {
  let effect: StepEffect<unknown> | undefined;
  try {
    effect = await check();
  } catch (cause) {
    throw new Error(`the check of the step ${name} failed: ${printError(cause)}`, { cause });
  }
  if (effect === undefined) throw new Error(`the outcome of the step ${name} is not known yet`);
  if (typeof effect?.happened === "boolean") return effect;
  throw new Error(
    `the check of the step ${name}: expected { happened: true, result }, { happened: false } or undefined`,
  );
}

/** Runs the step, and records it, in one transaction. */
async function runInside(place: Place<InsideStep>, record: SagaRecord): Promise<void> {
  const { engine, step } = place;
  const { store } = engine;
  const tries = record.tries + 1;
  try {
    await store.transaction(async (session, transaction) => {
      // Holds the saga's row, so that no other worker runs the step meanwhile.
      await store.changeIn(session, record, {}, false);
      const context = { sagaId: record.id, tries, transaction, session };
      const result = await withinTransaction(() => step.run(stateOf(record), context));
      checkResult(place, record, result);
      const locked = { ...record, revision: record.revision + 1 };
      await store.changeIn(session, locked, finish(place, record, result), !isLast(place));
    });
  } catch (reason) {
    if (reason instanceof Overtaken) throw reason;
    return fail(place, { ...record, tries }, reason, undefined);
  }
}

/** Goes on with the payload of the signal if it is there. */
async function wait(place: Place<WaitStep>, record: SagaRecord): Promise<void> {
  const { engine, step } = place;
  const signal = await engine.store.readSignal(record.id, step.name);
  if (signal !== undefined) {
    let payload: unknown;
    try {
      payload = step.read(JSON.parse(signal));
      checkResult(place, record, payload);
    } catch (reason) {
      return setStuck(engine, record, step, `the payload of the signal ${step.name}: ${printError(reason)}`);
    }
    await engine.store.change(record, finish(place, record, payload), !isLast(place));
    return;
  }
  const now = timeOf(record);
  const until = record.waitUntil ?? (step.timeoutMs === undefined ? null : now + step.timeoutMs);
  if (until !== null && until <= now) {
    if (step.afterTimeout === "continue") {
      await engine.store.change(record, finish(place, record, undefined), !isLast(place));
      return;
    }
    const message = `no signal ${step.name} within ${step.timeoutMs} ms`;
    return beginUndo(engine, record, { kind: "timeout", step: step.name, message });
  }
  const dueAt = earlier(until, record.deadlineAt);
  if (record.status === "waiting" && record.waitUntil === until && record.dueAt === dueAt) return;
  await engine.store.change(record, { status: "waiting", waitUntil: until, dueAt }, false);
}

/** Records a failed try: the saga is undone, stuck, or due again. */
async function fail(
  place: Place<OutsideStep | InsideStep>,
  record: SagaRecord,
  reason: unknown,
  begun: StepRecord | undefined,
): Promise<void> {
  const { engine, step, index } = place;
  const records = begun === undefined ? record.records : withRecord(record.records, index, begun);
  const error = printError(reason);
  if (isDeclared(reason) && step.isRefusal(reason)) {
    const { service, reason: name, message } = reason;
    return beginUndo(
      engine,
      record,
      { kind: "declared", step: step.name, service, reason: name, message },
      { records },
    );
  }
  const change: SagaChange = { records, tries: record.tries, error };
  if (isPermanent(reason, step.retry)) return setStuck(engine, record, step, error, change);
  if (record.tries >= step.retry.limit)
    return setStuck(engine, record, step, `${error} (the last of ${record.tries} tries)`, change);
  const now = timeOf(record);
  const again = now + delayAfter(record.tries, step.retry, reason);
  const dueAt = begun?.effect === "unknown" ? again : earlier(again, record.deadlineAt);
  await engine.store.change(record, { ...change, failingSince: record.failingSince ?? now, dueAt }, false);
}

function earlier(first: number | null, second: number | null): number | null {
  return first === null ? second : second === null ? first : Math.min(first, second);
}

function isLast({ saga, index }: Place<Step>): boolean {
  return index === saga.steps.length - 1;
}

/** The changes after a step that is done. */
function finish(place: Place<Step>, { records }: SagaRecord, result: unknown): SagaChange {
  const done: StepRecord = { name: place.step.name, effect: "done", result };
  const status = isLast(place) ? "completed" : "running";
  return { ...settled, status, error: null, records: withRecord(records, place.index, done) };
}

/** Refuses results that JSON would change, and those that make the saga too large. */
function checkResult({ step, index }: Place<Step>, { records }: SagaRecord, result: unknown): void {
  if (result === undefined) return;
  const path = `results.${step.name}`;
  const foreign = findForeign(result, path);
  if (foreign !== undefined) throw new Unkeepable(`${foreign}; return what later steps need, as JSON`);
  const bytes = Buffer.byteLength(
    JSON.stringify(withRecord(records, index, { name: step.name, effect: "done", result })),
  );
  if (bytes <= maxMessageBytes) return;
  throw new Unkeepable(`${path}: expected at most ${maxMessageBytes} bytes with the results before, found ${bytes}`);
}
