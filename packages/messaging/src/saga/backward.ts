/** The next compensation of a saga, from the last step to the first. */

import { withinTransaction } from "@seamline/core";
import { delayAfter, keysOf, printError, tryOutside } from "./attempt.ts";
import { type Engine, settled, toAlarm } from "./engine.ts";
import type { InsideStep, OutsideStep, SagaDefinition } from "./resolved-step.ts";
import { effectOf, resultsOf, type SagaChange, type SagaRecord, timeOf, withRecord } from "./saga-record.ts";
import { Overtaken } from "./saga-store.ts";
import type { UndoState } from "./step.ts";

/** A step that has a compensation. */
type Undoable = OutsideStep | InsideStep;

/**
 * Runs the next compensation, or ends the saga if there is none. Only success ends a compensation.
 * @param crashes processes that ended during this try.
 */
export async function goBack(engine: Engine, record: SagaRecord, saga: SagaDefinition, crashes: number): Promise<void> {
  if (record.dueAt !== null && record.dueAt > record.now) return;
  const left = findUndoable(record, saga);
  const [last] = left;
  if (last === undefined) {
    await engine.store.change(record, { ...settled, status: "compensated" }, false);
    return;
  }
  const { step, index } = last;
  const more = left.length > 1;
  const change = (): SagaChange => ({
    ...settled,
    status: more ? "compensating" : "compensated",
    error: record.failure?.message ?? null,
    records: withRecord(record.records, index, { name: step.name, effect: "undone" }),
  });
  const tries = record.tries + 1;
  const state = stateOf(record, index);
  try {
    if (crashes > 0) throw new Error(`the process ended during the compensation of the step ${step.name}`);
    if (step.kind === "transaction") {
      await undoInside(engine, record, step, state, tries, change(), more);
      return;
    }
    const keys = keysOf(record.id, step.name);
    const context = { sagaId: record.id, key: keys.undo, stepKey: keys.run, tries };
    const subject = `the compensation of the step ${step.name}`;
    await tryOutside(subject, step.timeoutMs, context, (one) => step.compensate?.(state, one));
  } catch (reason) {
    if (reason instanceof Overtaken) throw reason;
    return fail(engine, { ...record, tries }, step, reason);
  }
  await engine.store.change(record, change(), more);
}

async function undoInside(
  { store }: Engine,
  record: SagaRecord,
  step: InsideStep,
  state: UndoState<unknown, unknown, unknown>,
  tries: number,
  change: SagaChange,
  more: boolean,
): Promise<void> {
  await store.transaction(async (session, transaction) => {
    await store.changeIn(session, record, {}, false);
    const context = { sagaId: record.id, tries, transaction, session };
    await withinTransaction(async () => step.compensate?.(state, context));
    await store.changeIn(session, { ...record, revision: record.revision + 1 }, change, more);
  });
}

/** The steps that are to be undone, the last first. */
function findUndoable(
  { records }: SagaRecord,
  saga: SagaDefinition,
): readonly { readonly step: Undoable; readonly index: number }[] {
  return records
    .flatMap(({ effect }, index) => {
      const step = saga.steps[index];
      if (effect === "undone" || step === undefined || step.kind === "waitFor") return [];
      return step.compensate === undefined ? [] : [{ step, index }];
    })
    .reverse();
}

function stateOf(record: SagaRecord, index: number): UndoState<unknown, unknown, unknown> {
  const { input, records, failure } = record;
  if (failure === null) throw new Error(`expected a reason to undo the saga ${record.id}, found none`);
  const own = records[index];
  return {
    input,
    results: resultsOf(records.slice(0, index)),
    result: own?.result,
    effect: effectOf(own),
    failure,
  };
}

/** Records a failed try, which is due again, and raises the alarm if it fails for long. */
async function fail(engine: Engine, record: SagaRecord, step: Undoable, reason: unknown): Promise<void> {
  const now = timeOf(record);
  const { tries, alarmedAt } = record;
  const failingSince = record.failingSince ?? now;
  const error = printError(reason);
  const long = now - (alarmedAt ?? failingSince) >= engine.alarmAfterMs;
  const alarm = long || (alarmedAt === null && tries >= engine.alarmAfterFailures);
  if (alarm) engine.onAlarm(toAlarm("compensation", record, step, error));
  const dueAt = now + delayAfter(tries, step.retry, reason);
  const change = { tries, error, failingSince, dueAt, alarmedAt: alarm ? now : alarmedAt };
  await engine.store.change(record, change, false);
}
