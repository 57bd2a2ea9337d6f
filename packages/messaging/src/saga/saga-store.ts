/** Sagas of one service in its database: their rows, their signals, and the messages that drive them. */

import { type Database, type Dialect, retryConflicts, type SqlSession, type SqlValue } from "../database/database.ts";
import { createMessageId } from "../event/message-id.ts";
import { enqueue } from "../queue/enqueue.ts";
import { nowOf } from "../queue/tables.ts";
import type { SagaDefinition } from "./resolved-step.ts";
import { type SagaChange, type SagaRecord, signatureOf, toRecord } from "./saga-record.ts";

/** Thrown within a transaction whose saga another worker has changed since it was read. */
export class Overtaken extends Error {
  override readonly message = "expected the saga as it was read; a worker has changed it since";
}

/** A saga to be added. */
export interface NewSaga {
  readonly saga: SagaDefinition;
  readonly input: string;
  readonly key: string | null;
}

/** The receiver of the messages that drive the sagas of a service. */
export function receiverOf(service: string): string {
  return `saga:${service}`;
}

/** Reads and writes the sagas of one service. */
export class SagaStore {
  readonly database: Database;
  readonly service: string;
  readonly #now: string;

  constructor(database: Database, service: string) {
    this.database = database;
    this.service = service;
    this.#now = nowOf[database.dialect];
  }

  /** The kind of SQL. */
  get dialect(): Dialect {
    return this.database.dialect;
  }

  /** Adds a saga and its first message. @returns the id of the saga that has the key. */
  async add(session: SqlSession, { saga, input, key }: NewSaga): Promise<string> {
    const id = createMessageId();
    const [before, after] =
      this.dialect === "mysql" ? ["insert ignore into", ""] : ["insert into", " on conflict do nothing"];
    const deadline = saga.deadlineMs === undefined ? "null" : `${this.#now} + ${saga.deadlineMs}`;
    const { affected } = await session.run(
      `${before} seamline_saga (id, service, saga, business_key, status, steps, input, records, deadline_at, created_at, updated_at) values (?, ?, ?, ?, 'running', ?, ?, '[]', ${deadline}, ${this.#now}, ${this.#now})${after}`,
      [id, this.service, saga.name, key, JSON.stringify(saga.steps.map(signatureOf)), input],
    );
    if (affected === 0) {
      const twin = await this.find(session, saga.name, key);
      if (twin !== undefined) return twin;
      throw new Error(`expected the saga ${saga.name} of the key ${JSON.stringify(key)}, found none; start it again`);
    }
    await this.send(session, id);
    return id;
  }

  /** Finds the saga of a key. */
  async find(session: SqlSession, saga: string, key: string | null): Promise<string | undefined> {
    // MySQL would read it from a snapshot that may be older than it.
    const lock = this.dialect === "mysql" ? " lock in share mode" : "";
    const { rows } = await session.run(
      `select id from seamline_saga where service = ? and saga = ? and business_key = ?${lock}`,
      [this.service, saga, key],
    );
    return rows[0] === undefined ? undefined : String(rows[0].id);
  }

  /** Adds a message that makes a worker look at a saga. */
  async send(session: SqlSession, id: string): Promise<void> {
    await enqueue(session, this.dialect, [receiverOf(this.service)], {
      id: createMessageId(),
      source: this.service,
      type: `${this.service}.sagaStep.v1`,
      time: new Date().toISOString(),
      partitionKey: id,
      data: { saga: id },
    });
  }

  /** Reads a saga. */
  async load(id: string, session: SqlSession = this.database): Promise<SagaRecord | undefined> {
    const { rows } = await session.run(
      `select *, ${this.#now} as now from seamline_saga where id = ? and service = ?`,
      [id, this.service],
    );
    return rows[0] === undefined ? undefined : toRecord(rows[0]);
  }

  /** Runs a transaction of its own, again after a conflict. */
  transaction<Value>(work: (session: SqlSession, transaction: unknown) => Promise<Value>): Promise<Value> {
    return retryConflicts(() => this.database.transaction(work));
  }

  /**
   * Changes a saga, in a transaction of its own, and with `next` lets a worker look at it again.
   * @throws {Overtaken} if another worker has changed it since it was read.
   */
  async change(record: SagaRecord, change: SagaChange, next: boolean): Promise<SagaRecord> {
    await this.transaction((session) => this.changeIn(session, record, change, next));
    return { ...record, ...change, revision: record.revision + 1 };
  }

  /** As `change`, within a transaction. */
  async changeIn(session: SqlSession, record: SagaRecord, change: SagaChange, next: boolean): Promise<void> {
    const columns = Object.entries(change).map(
      ([name, value]) => [columnOf[name as keyof SagaChange], toSql(value)] as const,
    );
    const sets = columns.map(([column]) => `${column} = ?, `).join("");
    const { affected } = await session.run(
      `update seamline_saga set ${sets}revision = revision + 1, updated_at = ${this.#now} where id = ? and revision = ?`,
      [...columns.map(([, value]) => value), record.id, record.revision],
    );
    if (affected === 0) throw new Overtaken();
    if (next) await this.send(session, record.id);
  }

  /** Keeps a signal. @returns `false` if there is one of its name. */
  async addSignal(session: SqlSession, id: string, name: string, payload: string): Promise<boolean> {
    const [before, after] =
      this.dialect === "mysql" ? ["insert ignore into", ""] : ["insert into", " on conflict do nothing"];
    const { affected } = await session.run(
      `${before} seamline_saga_signal (saga_id, name, payload, created_at) values (?, ?, ?, ${this.#now})${after}`,
      [id, name, payload],
    );
    return affected > 0;
  }

  /** Reads the payload of a signal, in JSON. */
  async readSignal(id: string, name: string): Promise<string | undefined> {
    const { rows } = await this.database.run(
      "select payload from seamline_saga_signal where saga_id = ? and name = ?",
      [id, name],
    );
    return rows[0] === undefined ? undefined : String(rows[0].payload);
  }

  /** Lets a worker look at the sagas that are due. @returns their number. */
  async sendDue(limit: number): Promise<number> {
    const due = `due_at <= ${this.#now}`;
    const { rows } = await this.database.run(
      `select id from seamline_saga where service = ? and ${due} order by due_at limit ${limit}`,
      [this.service],
    );
    for (const { id } of rows) {
      await this.transaction(async (session) => {
        // Another process may have done so since.
        const { affected } = await session.run(`update seamline_saga set due_at = null where id = ? and ${due}`, [
          String(id),
        ]);
        if (affected > 0) await this.send(session, String(id));
      });
    }
    return rows.length;
  }

  /** Forgets sagas that ended more than `keptMs` ago, some at a time. @returns the number forgotten. */
  async forgetEnded(keptMs: number, limit: number): Promise<number> {
    const { rows } = await this.database.run(
      `select id from seamline_saga where service = ? and status in ('completed', 'compensated', 'abandoned') and updated_at < ${this.#now} - ${keptMs} limit ${limit}`,
      [this.service],
    );
    if (rows.length === 0) return 0;
    const ids = rows.map(({ id }) => String(id));
    const marks = ids.map(() => "?").join();
    await this.transaction(async (session) => {
      await session.run(`delete from seamline_saga_signal where saga_id in (${marks})`, ids);
      await session.run(`delete from seamline_saga where id in (${marks})`, ids);
    });
    return rows.length;
  }
}

const columnOf: Readonly<Record<keyof SagaChange, string>> = {
  status: "status",
  undoing: "undoing",
  records: "records",
  tries: "tries",
  error: "error",
  failure: "failure",
  dueAt: "due_at",
  waitUntil: "wait_until",
  failingSince: "failing_since",
  alarmedAt: "alarmed_at",
};

function toSql(value: unknown): SqlValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return Math.round(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" ? value : JSON.stringify(value);
}
