/**
 * The messages that were given up: to look at them, to try them again, to discard them.
 *
 * A replayed message goes to the end of its receiver's queue, in a transaction with its removal from the
 * dead letters. Messages of one key are appended in the order in which they were sent at first, behind
 * those of the key that wait already: these may have been handled as if the others would not come. Its
 * envelope stays the same, so the inbox recognises what was handled all the same. Several people
 * may replay and discard at the same time: each message is moved once.
 */

import { type Database, retryConflicts, type SqlSession, type SqlValue } from "../database/database.ts";
import { toStoredError } from "../queue/bury-message.ts";
import { laneOf } from "../queue/enqueue.ts";
import { nowOf } from "../queue/tables.ts";
import { lockLease } from "./lease.ts";
import { type DeadLetterFilter, toCondition } from "./letter-filter.ts";
import { assertLimit, type Page, parseCursor, textOf } from "./page.ts";

/** A message that was given up. */
export interface DeadLetter {
  /** The id of its envelope. */
  readonly id: string;
  /** The receiver that gave it up. */
  readonly receiver: string;
  /** The type of its envelope; `undefined` if that has none. */
  readonly type: string | undefined;
  /** The partition key, or else its id. */
  readonly key: string;
  /** The reason. */
  readonly error: string;
  /** Its tries, counted since it was sent or replayed. */
  readonly attempts: number;
  /** The times it was replayed before. */
  readonly replays: number;
  /** The time it was sent, in Unix milliseconds. */
  readonly createdAt: number;
  /** The time it was given up, in Unix milliseconds. */
  readonly diedAt: number;
  /** The time it was discarded, in Unix milliseconds; `undefined` if it was not. */
  readonly discardedAt: number | undefined;
  /** The reason for which it was discarded; `undefined` if it was not. */
  readonly discardReason: string | undefined;
}

/** A dead letter with its envelope. */
export interface OpenedDeadLetter extends DeadLetter {
  /** The envelope as it was received, in CloudEvents' structured mode, unless it was none. */
  readonly text: string;
}

const columns =
  "position, receiver, message_key, message_id, message_type, attempts, created_at, died_at, error, replays, discarded_at, discard_reason";

/** Messages moved in one transaction. */
const batchSize = 100;

/**
 * Lists dead letters, the first given up first.
 * @param page.after the `next` of the page before. Default: the first page.
 * @param page.limit letters of a page, from 1 to 1,000. Default 100.
 * @throws {RangeError} for an `after` that is none, and a limit out of range.
 */
export async function listDeadLetters(
  database: Database,
  filter: DeadLetterFilter = {},
  page: { readonly after?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<Page<DeadLetter>> {
  const limit = assertLimit(page.limit);
  const { sql, values } = toCondition(filter);
  const after = page.after === undefined ? 0 : parseCursor(page.after, 1)[0];
  const { rows } = await database.run(
    `select ${columns} from seamline_dead_letter where ${sql} and position > ? order by position limit ${limit + 1}`,
    [...values, Number(after)],
  );
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(toLetter),
    next: rows.length > limit ? JSON.stringify([String(shown.at(-1)?.position)]) : undefined,
  };
}

/** Reads the dead letters of one envelope, one for each receiver that gave it up, discarded ones too. */
export async function readDeadLetters(
  database: Database,
  id: string,
  receiver?: string,
): Promise<readonly OpenedDeadLetter[]> {
  const { rows } = await database.run(
    `select ${columns}, message from seamline_dead_letter where message_id = ?${receiver === undefined ? "" : " and receiver = ?"} order by position`,
    receiver === undefined ? [id] : [id, receiver],
  );
  return rows.map((row) => ({ ...toLetter(row), text: String(row.message) }));
}

/**
 * Puts dead letters into the queues of their receivers again, each with all its tries, in batches of
 * 100, each in a transaction. A letter that is given up again meanwhile is not replayed twice.
 * @returns the number of replayed messages.
 */
export async function replayDeadLetters(database: Database, filter: DeadLetterFilter = {}): Promise<number> {
  return inBatches(database, filter, async (session, condition, values) => {
    const { dialect } = database;
    const { rows } = await session.run(
      `select position, message_key from seamline_dead_letter where ${condition} order by receiver, created_at, message_id, position limit ${batchSize}`,
      values,
    );
    for (const row of rows) {
      const position = BigInt(String(row.position));
      // The message stays in the database: one may have a megabyte.
      await session.run(
        `insert into seamline_message (receiver, lane, message_key, message_id, message, created_at, replays, replayed_at)
          select receiver, ${laneOf(String(row.message_key))}, message_key, message_id, message, created_at, replays + 1, ${nowOf[dialect]} from seamline_dead_letter where position = ${position}`,
      );
    }
    if (rows.length > 0) await session.run(`delete from seamline_dead_letter where position in (${listOf(rows)})`);
    return rows.length;
  });
}

/**
 * Marks dead letters as discarded: they are listed apart, are replayed only if you choose so, and are
 * removed after their retention.
 * @param reason kept with them.
 * @returns the number of discarded letters.
 * @throws {RangeError} for an empty reason.
 */
export async function discardDeadLetters(
  database: Database,
  filter: Omit<DeadLetterFilter, "discarded">,
  reason: string,
): Promise<number> {
  if (reason.trim() === "") throw new RangeError("expected a reason for which the messages are discarded, found none");
  return inBatches(database, { ...filter, discarded: false }, async (session, condition, values) => {
    const { rows } = await session.run(
      `select position from seamline_dead_letter where ${condition} order by position limit ${batchSize}`,
      values,
    );
    if (rows.length > 0) {
      await session.run(
        `update seamline_dead_letter set discarded_at = ${nowOf[database.dialect]}, discard_reason = ? where position in (${listOf(rows)})`,
        [toStoredError(reason)],
      );
    }
    return rows.length;
  });
}

/** Runs batches, one at a time over all processes, until none is left of those that are there now. */
async function inBatches(
  database: Database,
  filter: DeadLetterFilter,
  run: (session: SqlSession, condition: string, values: readonly SqlValue[]) => Promise<number>,
): Promise<number> {
  const last = (await database.run("select max(position) as last from seamline_dead_letter")).rows[0]?.last ?? 0;
  const { sql, values } = toCondition(filter);
  let total = 0;
  for (;;) {
    const count = await retryConflicts(() =>
      database.transaction(async (session) => {
        // Another batch at the same time would append to one key in another order.
        await lockLease(session, database.dialect, "dead-letters");
        return run(session, `${sql} and position <= ?`, [...values, BigInt(String(last))]);
      }),
    );
    total += count;
    if (count < batchSize) return total;
  }
}

function listOf(rows: readonly Readonly<Record<string, unknown>>[]): string {
  return rows.map(({ position }) => BigInt(String(position))).join();
}

function toLetter(row: Readonly<Record<string, unknown>>): DeadLetter {
  return {
    id: String(row.message_id),
    receiver: String(row.receiver),
    type: textOf(row.message_type),
    key: String(row.message_key),
    error: String(row.error),
    attempts: Number(row.attempts),
    replays: Number(row.replays),
    createdAt: Number(row.created_at),
    diedAt: Number(row.died_at),
    discardedAt: row.discarded_at === null ? undefined : Number(row.discarded_at),
    discardReason: textOf(row.discard_reason),
  };
}
