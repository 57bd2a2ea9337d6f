/**
 * The messages of one receiver in the database, and the keys that wait.
 *
 * Keys that wait are read key by key, since their messages wait for something: a retry, a person, or the
 * many messages before them. Their messages are parked, so that the others are found without them.
 */

import type { Database } from "../database/database.ts";
import { buryMessage, toStoredError } from "./bury-message.ts";
import { nowOf, queueOrder } from "./tables.ts";

/** A message as it lies in the queue. */
export interface QueuedMessage {
  /** Its position among all messages; gaps are usual. */
  readonly position: bigint;
  /** The lane of its key, from 0. */
  readonly lane: number;
  /** The partition key of its envelope, or else its id. */
  readonly key: string;
  /** The envelope in CloudEvents' structured mode. */
  readonly text: string;
  /** The times it was begun while its lane was suspect. */
  readonly attempts: number;
  /**
   * The id of this transfer, for brokers that drop doubles by it: that of its envelope, with a number
   * behind it after a replay.
   */
  readonly transferId: string;
}

/** The state of a key that waits. */
export interface WaitingKey {
  readonly key: string;
  readonly lane: number;
  /** Failures of its first message, in a row. */
  readonly failures: number;
}

const columns = "position, lane, message_key, message, attempts, message_id, replays";

/** Reads and writes the messages of one receiver. */
export class MessageStore {
  readonly #database: Database;
  readonly #receiver: string;

  constructor(database: Database, receiver: string) {
    this.#database = database;
    this.#receiver = receiver;
  }

  /** The first messages of some lanes that are not parked, in order, without those already known. */
  async listReady(
    lanes: readonly number[],
    known: readonly bigint[],
    limit: number,
  ): Promise<readonly QueuedMessage[]> {
    const others = known.length === 0 ? "" : ` and position not in (${known.join()})`;
    const { rows } = await this.#database.run(
      `select ${columns} from seamline_message where receiver = ? and parked = 0 and lane in (${lanes.join()})${others} order by ${queueOrder[this.#database.dialect]} limit ${limit}`,
      [this.#receiver],
    );
    return rows.map(toMessage);
  }

  /** The first messages of a key, parked or not, in order. */
  async listOfKey(key: string, limit: number): Promise<readonly QueuedMessage[]> {
    const { rows } = await this.#database.run(
      `select ${columns} from seamline_message where receiver = ? and message_key = ? order by ${queueOrder[this.#database.dialect]} limit ${limit}`,
      [this.#receiver, key],
    );
    return rows.map(toMessage);
  }

  /** Removes messages that are done. */
  async remove(positions: readonly bigint[]): Promise<void> {
    await this.#database.run(`delete from seamline_message where position in (${positions.join()})`);
  }

  /** Counts the beginning of a message, so that a crash in it is known. */
  async countAttempt(position: bigint): Promise<void> {
    await this.#database.run(`update seamline_message set attempts = attempts + 1 where position = ${position}`);
  }

  /** Forgets the begun tries of a message. */
  async clearAttempts(position: bigint): Promise<void> {
    await this.#database.run(`update seamline_message set attempts = 0 where position = ${position}`);
  }

  /** Keys of some lanes that are due. */
  async listDueKeys(lanes: readonly number[]): Promise<readonly WaitingKey[]> {
    const { rows } = await this.#database.run(
      `select message_key, lane, failures from seamline_key where receiver = ? and lane in (${lanes.join()}) and due_at <= ${nowOf[this.#database.dialect]} order by due_at limit 100`,
      [this.#receiver],
    );
    return rows.map(toKey);
  }

  /** All waiting keys of some lanes: messages of theirs may not be taken from the others. */
  async listWaitingKeys(lanes: readonly number[]): Promise<readonly WaitingKey[]> {
    const { rows } = await this.#database.run(
      `select message_key, lane, failures from seamline_key where receiver = ? and lane in (${lanes.join()})`,
      [this.#receiver],
    );
    return rows.map(toKey);
  }

  /**
   * Makes a key wait, and parks its messages.
   * @param delayMs until its first message is tried; `undefined`: until a person releases it.
   */
  async wait({ key, lane, failures }: WaitingKey, delayMs: number | undefined, error: string | null): Promise<void> {
    const { dialect } = this.#database;
    const due = delayMs === undefined ? "null" : `${nowOf[dialect]} + ${Math.round(delayMs)}`;
    const update =
      dialect === "mysql"
        ? "on duplicate key update failures = values(failures), due_at = values(due_at), error = values(error)"
        : "on conflict (receiver, message_key) do update set failures = excluded.failures, due_at = excluded.due_at, error = excluded.error";
    await this.#database.run(
      `insert into seamline_key (receiver, message_key, lane, failures, due_at, error) values (?, ?, ?, ?, ${due}, ?) ${update}`,
      [this.#receiver, key, lane, failures, error === null ? null : toStoredError(error)],
    );
    await this.park([key]);
  }

  /** Parks the messages of those keys that wait: of any other they would never be found. */
  async park(keys: readonly string[]): Promise<void> {
    await this.#database.run(
      `update seamline_message set parked = 1 where receiver = ? and parked = 0 and message_key in (${keys.map(() => "?").join()})
        and exists (select 1 from seamline_key k where k.receiver = seamline_message.receiver and k.message_key = seamline_message.message_key)`,
      [this.#receiver, ...keys],
    );
  }

  /** Ends the waiting of a key: its messages are found among the others again. */
  async forget(key: string): Promise<void> {
    const values = [this.#receiver, key];
    await this.#database.transaction(async (session) => {
      await session.run(
        "update seamline_message set parked = 0 where receiver = ? and message_key = ? and parked = 1",
        values,
      );
      await session.run("delete from seamline_key where receiver = ? and message_key = ?", values);
    });
  }

  /** Moves a message to the dead letters. */
  async bury(message: QueuedMessage, attempts: number, error: string): Promise<void> {
    const { dialect } = this.#database;
    await this.#database.transaction((session) => buryMessage(session, dialect, message, attempts, error));
  }
}

function toMessage(row: Readonly<Record<string, unknown>>): QueuedMessage {
  return {
    position: BigInt(row.position as bigint),
    lane: Number(row.lane),
    key: row.message_key as string,
    text: row.message as string,
    attempts: Number(row.attempts),
    transferId: Number(row.replays) === 0 ? (row.message_id as string) : `${row.message_id}.${row.replays}`,
  };
}

function toKey(row: Readonly<Record<string, unknown>>): WaitingKey {
  return { key: row.message_key as string, lane: Number(row.lane), failures: Number(row.failures) };
}
