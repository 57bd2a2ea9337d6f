/** A saga as the database keeps it. */

import { now as presentTime } from "@seamline/core/internal";
import type { Step } from "./resolved-step.ts";
import type { KnownEffect, SagaFailure } from "./step.ts";

/**
 * The state of a saga: `running`, a step is next or at work; `waiting`, for a signal; `compensating`,
 * its steps are undone; `stuck`, it waits for a person; `completed`, all steps are done; `compensated`,
 * all are undone; `abandoned`, a person gave it up.
 */
export type SagaStatus = "running" | "waiting" | "compensating" | "stuck" | "completed" | "compensated" | "abandoned";

/** The states in which nothing more happens. */
export const endedStatuses: readonly SagaStatus[] = ["completed", "compensated", "abandoned"];

/** A step that was begun. */
export interface StepRecord {
  /** The name of the step. */
  readonly name: string;
  /** Its effect as far as it is known; `undone` once its compensation has succeeded. */
  readonly effect: KnownEffect | "undone";
  /** Its result; `undefined` unless it is done. */
  readonly result?: unknown;
}

/** A saga, read at one moment. Times are Unix milliseconds by the clock of the database. */
export interface SagaRecord {
  readonly id: string;
  readonly saga: string;
  readonly key: string | null;
  readonly status: SagaStatus;
  /** `true` from the moment that its steps are undone, also while it is stuck in that. */
  readonly undoing: boolean;
  /** Grows with each change by a worker: a worker that was overtaken changes nothing. */
  readonly revision: number;
  /** The kinds and names of all steps at the start. */
  readonly steps: readonly string[];
  readonly input: unknown;
  readonly records: readonly StepRecord[];
  /** Begun tries of the step or compensation that is next. */
  readonly tries: number;
  readonly error: string | null;
  readonly failure: SagaFailure | null;
  readonly undoReason: string | null;
  readonly dueAt: number | null;
  readonly waitUntil: number | null;
  readonly deadlineAt: number | null;
  readonly failingSince: number | null;
  readonly alarmedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The time at which it was read. */
  readonly now: number;
  /** The same moment by `performance.now`. */
  readonly readAt: number;
}

/** The columns that a worker changes, and their values. */
export type SagaChange = Partial<
  Pick<
    SagaRecord,
    | "status"
    | "undoing"
    | "records"
    | "tries"
    | "error"
    | "failure"
    | "dueAt"
    | "waitUntil"
    | "failingSince"
    | "alarmedAt"
  >
>;

/** A step in the list that a saga keeps of its steps. */
export function signatureOf({ kind, name }: Step): string {
  return `${kind} ${name}`;
}

/** The effect of a step that has not been undone. */
export function effectOf(record: StepRecord | undefined): KnownEffect {
  const effect = record?.effect ?? "none";
  if (effect !== "undone") return effect;
  throw new Error(`expected a step that has not been undone, found ${record?.name}`);
}

/** The results of the steps that are done, by their names. */
export function resultsOf(records: readonly StepRecord[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    records.filter(({ effect }) => effect === "done").map(({ name, result }) => [name, result]),
  );
}

/** The present time by the clock of the database, in Unix milliseconds. */
export function timeOf({ now, readAt }: SagaRecord): number {
  return Math.round(now + presentTime() - readAt);
}

/** Replaces a step's record, or adds it as the last. */
export function withRecord(records: readonly StepRecord[], at: number, record: StepRecord): readonly StepRecord[] {
  return [...records.slice(0, at), record, ...records.slice(at + 1)];
}

/** Reads a row of `seamline_saga` with a column `now`. */
export function toRecord(row: Readonly<Record<string, unknown>>): SagaRecord {
  const time = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]));
  const json = (name: string) => JSON.parse(text(name) ?? "null");
  return {
    id: String(row.id),
    saga: String(row.saga),
    key: text("business_key"),
    status: row.status as SagaStatus,
    undoing: Number(row.undoing) === 1,
    revision: Number(row.revision),
    steps: json("steps"),
    input: json("input"),
    records: json("records"),
    tries: Number(row.tries),
    error: text("error"),
    failure: json("failure"),
    undoReason: text("undo_reason"),
    dueAt: time("due_at"),
    waitUntil: time("wait_until"),
    deadlineAt: time("deadline_at"),
    failingSince: time("failing_since"),
    alarmedAt: time("alarmed_at"),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    now: Number(row.now),
    readAt: presentTime(),
  };
}
