/** What the parts of a saga's execution share: its database, its definitions, its alarms. */

import type { SagaDefinition, Step } from "./resolved-step.ts";
import { type SagaChange, type SagaRecord, timeOf } from "./saga-record.ts";
import type { SagaStore } from "./saga-store.ts";
import type { SagaFailure } from "./step.ts";

/** A saga that needs a person. */
export interface SagaAlarm {
  /** `stuck`, it does nothing until a person decides; `compensation`, it keeps trying to undo a step. */
  readonly kind: "stuck" | "compensation";
  /** The id of the saga. */
  readonly id: string;
  /** The name of its definition. */
  readonly saga: string;
  /** The key that it was started with; `undefined` without. */
  readonly key: string | undefined;
  /** The name of the step at work; `undefined` if its definition has none at this place. */
  readonly step: string | undefined;
  /** Begun tries of the step or compensation. */
  readonly tries: number;
  /** The reason as text for people. */
  readonly error: string;
}

/** The execution of the sagas of one service. */
export interface Engine {
  readonly store: SagaStore;
  readonly sagas: ReadonlyMap<string, SagaDefinition>;
  /** Failures of one compensation that raise the alarm. */
  readonly alarmAfterFailures: number;
  /** Milliseconds of failing after which the alarm is raised, and raised again. */
  readonly alarmAfterMs: number;
  onAlarm(alarm: SagaAlarm): void;
}

/** Puts a saga aside until a person decides, and raises the alarm. */
export async function setStuck(
  engine: Engine,
  record: SagaRecord,
  step: Step | undefined,
  error: string,
  change: SagaChange = {},
): Promise<void> {
  engine.onAlarm(toAlarm("stuck", record, step, error)); // before it is recorded, so that no crash swallows it
  const stuck = { status: "stuck", error, dueAt: null, waitUntil: null, alarmedAt: timeOf(record) } as const;
  await engine.store.change(record, { ...change, ...stuck }, false);
}

/** Makes an alarm. */
export function toAlarm(kind: SagaAlarm["kind"], record: SagaRecord, step: Step | undefined, error: string): SagaAlarm {
  const { id, saga, key, tries } = record;
  return { kind, id, saga, key: key ?? undefined, step: step?.name, tries, error };
}

/** Begins to undo the steps of a saga, which nothing stops. */
export async function beginUndo(
  engine: Engine,
  record: SagaRecord,
  failure: SagaFailure,
  change: SagaChange = {},
): Promise<void> {
  const undo = { status: "compensating", undoing: true, failure, error: failure.message, ...settled } as const;
  await engine.store.change(record, { ...change, ...undo }, true);
}

/** The changes that each step begins with. */
export const settled: SagaChange = { tries: 0, dueAt: null, waitUntil: null, failingSince: null, alarmedAt: null };
