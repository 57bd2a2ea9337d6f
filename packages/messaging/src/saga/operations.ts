/** What a person does with sagas: lists them, looks at one, decides about one that is stuck. */

import type { SqlSession } from "../database/database.ts";
import { SagaError } from "./saga-error.ts";
import { listRecords, type SagaFilter } from "./saga-list.ts";
import { endedStatuses, type SagaRecord, type SagaStatus, type StepRecord } from "./saga-record.ts";
import { Overtaken, type SagaStore } from "./saga-store.ts";
import type { KnownEffect, SagaFailure } from "./step.ts";

/** One saga in a list. */
export interface SagaSummary {
  /** Its id; ids sort by the time of the start. */
  readonly id: string;
  /** The name of its definition. */
  readonly saga: string;
  /** The key that it was started with; `undefined` without. */
  readonly key: string | undefined;
  /** Its state. */
  readonly status: SagaStatus;
  /** The step that is next, at work or undone; `undefined` once it has ended. */
  readonly step: string | undefined;
  /** Begun tries of that step, or of its compensation. */
  readonly tries: number;
  /** The last error, or the reason why it is undone; `undefined` if there is none. */
  readonly error: string | undefined;
  /** The time at which it is tried again, stops waiting or meets its deadline; `undefined` if none is set. */
  readonly dueAt: Date | undefined;
  /** The time of the last alarm; `undefined` if it needs no person. */
  readonly alarmedAt: Date | undefined;
  /** The time of its start. */
  readonly createdAt: Date;
  /** The time of its last change. */
  readonly updatedAt: Date;
}

/** A step of one saga. */
export interface SagaStepState {
  /** The name of the step. */
  readonly name: string;
  /** Its effect as far as it is known; `undone` after its compensation, `not begun` before its first try. */
  readonly effect: KnownEffect | "undone" | "not begun";
  /** Its result; `undefined` unless its effect is `done`. */
  readonly result?: unknown;
}

/** One saga with all that is known about it. */
export interface SagaDetails extends SagaSummary {
  /** The input that it was started with. */
  readonly input: unknown;
  /** All steps, in order. */
  readonly steps: readonly SagaStepState[];
  /** The reason why its steps are undone; `undefined` if they are not. */
  readonly failure: SagaFailure | undefined;
  /** The time after which no further step begins; `undefined` without a deadline. */
  readonly deadlineAt: Date | undefined;
}

/** Functions for the persons who watch over sagas. */
export interface SagaOperations {
  /** Lists sagas, the oldest first. */
  list(filter?: SagaFilter): Promise<readonly SagaSummary[]>;
  /** Reads one saga; `undefined` if there is none of this id, or it has been forgotten. */
  show(id: string): Promise<SagaDetails | undefined>;
  /**
   * Lets a saga go on at once: a stuck one where it stands, with new tries; one that waits for its next
   * try without the wait.
   * @throws {SagaError} if it has ended or does not exist.
   */
  retry(id: string): Promise<void>;
  /**
   * Undoes a saga: a stuck one at once, whatever is known of its last step; one that runs between two
   * steps, when none is in doubt.
   * @param reason as text for people; compensations receive it.
   * @throws {SagaError} if it has ended or does not exist.
   */
  compensate(id: string, reason: string): Promise<void>;
  /**
   * Gives up a saga: nothing more is done or undone. Only for one that is stuck or whose compensation has
   * raised the alarm, for nothing else cancels a compensation.
   * @param reason as text for people; it is kept as the error.
   * @throws {SagaError} if the saga is in another state or does not exist.
   */
  abandon(id: string, reason: string): Promise<void>;
}

/** Creates the functions for persons. */
export function createOperations(store: SagaStore, wake: () => void): SagaOperations {
  const decide = async (
    id: string,
    work: (session: SqlSession, record: SagaRecord) => Promise<void>,
  ): Promise<void> => {
    await retryOvertaken(() =>
      store.transaction(async (session) => {
        const record = await store.load(id, session);
        if (record === undefined)
          throw new SagaError(`expected the id of a saga of ${store.service}, found ${JSON.stringify(id)}`);
        if (endedStatuses.includes(record.status))
          throw new SagaError(`expected a saga that has not ended; ${id} is ${record.status}`);
        await work(session, record);
      }),
    );
    wake();
  };
  return {
    async list(filter = {}) {
      return (await listRecords(store, filter)).map(toSummary);
    },
    async show(id) {
      const record = await store.load(id);
      return record === undefined ? undefined : toDetails(record);
    },
    retry: (id) =>
      decide(id, async (session, record) => {
        if (record.status !== "stuck") {
          await session.run(
            "update seamline_saga set due_at = null where id = ? and due_at is not null and wait_until is null",
            [id],
          );
          return store.send(session, id);
        }
        const status = record.undoing ? "compensating" : "running";
        const change = { status, tries: 0, dueAt: null, failingSince: null, alarmedAt: null } as const;
        await store.changeIn(session, record, change, true);
      }),
    compensate: (id, reason) =>
      decide(id, async (session, record) => {
        assertReason(reason);
        if (record.undoing) {
          if (record.status === "stuck")
            await store.changeIn(session, record, { status: "compensating", tries: 0 }, true);
          return;
        }
        if (record.status !== "stuck") {
          // Not a change of its worker's: that goes on, and finds the reason before the next step.
          await session.run("update seamline_saga set undo_reason = ? where id = ?", [reason, id]);
          return store.send(session, id);
        }
        const failure: SagaFailure = { kind: "request", step: nextStep(record) ?? "", message: reason };
        const change = {
          status: "compensating",
          undoing: true,
          failure,
          error: reason,
          tries: 0,
          alarmedAt: null,
        } as const;
        await store.changeIn(session, record, change, true);
      }),
    abandon: (id, reason) =>
      decide(id, async (session, record) => {
        assertReason(reason);
        const { status, alarmedAt } = record;
        if (status !== "stuck" && !(status === "compensating" && alarmedAt !== null)) {
          throw new SagaError(
            `expected a saga that is stuck, or whose compensation has raised the alarm; ${id} is ${status}. Use compensate to undo it`,
          );
        }
        const change = { status: "abandoned", error: reason, dueAt: null, alarmedAt: null } as const;
        await store.changeIn(session, record, change, false);
      }),
  };
}

/** Decides again what a worker's change has overtaken. */
async function retryOvertaken(work: () => Promise<void>): Promise<void> {
  for (let left = 10; ; left -= 1) {
    try {
      return await work();
    } catch (reason) {
      if (left === 0 || !(reason instanceof Overtaken)) throw reason;
    }
  }
}

function assertReason(reason: unknown): void {
  if (typeof reason === "string" && reason.trim() !== "" && reason.length <= 2_000) return;
  throw new SagaError("reason: expected text of 1 to 2000 characters that people understand later");
}

/** The name of the step that is next, at work or being undone. */
function nextStep({ status, steps, records }: SagaRecord): string | undefined {
  if (endedStatuses.includes(status)) return undefined;
  const names = steps.map((step) => step.slice(step.indexOf(" ") + 1));
  if (status === "compensating") return records.findLast(({ effect }) => effect !== "undone")?.name;
  const begun = records.findIndex(({ effect }) => effect !== "done");
  return names[begun === -1 ? records.length : begun];
}

function toSummary(record: SagaRecord): SagaSummary {
  const { id, saga, key, status, tries, error, dueAt, alarmedAt, createdAt, updatedAt } = record;
  return {
    id,
    saga,
    key: key ?? undefined,
    status,
    step: nextStep(record),
    tries,
    error: error ?? undefined,
    dueAt: toDate(dueAt),
    alarmedAt: toDate(alarmedAt),
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  };
}

function toDetails(record: SagaRecord): SagaDetails {
  const { steps, records, input, failure, deadlineAt } = record;
  return {
    ...toSummary(record),
    input,
    steps: steps.map((step, index) => toStepState(step.slice(step.indexOf(" ") + 1), records[index])),
    failure: failure ?? undefined,
    deadlineAt: toDate(deadlineAt),
  };
}

function toStepState(name: string, record: StepRecord | undefined): SagaStepState {
  if (record === undefined) return { name, effect: "not begun" };
  const { effect, result } = record;
  return result === undefined ? { name, effect } : { name, effect, result };
}

function toDate(time: number | null): Date | undefined {
  return time === null ? undefined : new Date(time);
}
