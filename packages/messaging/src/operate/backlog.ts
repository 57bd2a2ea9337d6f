/** How much waits in the queues of a database, and since when. */

import type { Database } from "../database/database.ts";
import { nowOf, queueOrder } from "../queue/tables.ts";

/** The queue of one receiver at one moment. */
export interface Backlog {
  /** The receiver: a service, or `to:` and the next station of a published message. */
  readonly receiver: string;
  /** Messages in the queue, counted up to the limit that was asked for. */
  readonly waiting: number;
  /** Milliseconds since the oldest of them was sent or replayed; 0 without any. */
  readonly oldestMs: number;
  /**
   * Milliseconds since the oldest of them was sent or replayed whose key waits neither for another try
   * nor for a person; 0 without any.
   */
  readonly oldestUntriedMs: number;
  /** Keys whose first message has failed and is tried again. */
  readonly retryingKeys: number;
  /** Keys that wait for a person. */
  readonly blockedKeys: number;
  /** Dead letters that have not been discarded, counted up to the limit that was asked for. */
  readonly deadLetters: number;
}

/** Keys with a long queue that are looked at for the oldest message. */
const mostLongKeys = 20;

/**
 * Reads the queue of a receiver.
 * @param most rows counted at most: an exact count of a table costs as much as the table is long.
 */
export async function readBacklog(database: Database, receiver: string, most: number): Promise<Backlog> {
  const { dialect } = database;
  const read = async (sql: string): Promise<number> => {
    const { rows } = await database.run(`select ${sql} as result`, [receiver]);
    return Number(rows[0]?.result ?? 0);
  };
  const countUpTo = (from: string): Promise<number> =>
    read(`(select count(*) from (select 1 as found from ${from} limit ${most}) as counted)`);
  const ageOf = (from: string): Promise<number> =>
    read(
      `coalesce(${nowOf[dialect]} - (select coalesce(m.replayed_at, m.created_at) ${from} order by ${queueOrder[dialect]} limit 1), 0)`,
    );
  const ofReceiver = "from seamline_message m where m.receiver = ?";
  const ready = await ageOf(`${ofReceiver} and m.parked = 0`);
  const parked = await ageOf(`${ofReceiver} and m.parked = 1`);
  // Keys with more messages than a worker holds: they wait for each other only.
  const longest = `(select coalesce(m.replayed_at, m.created_at) from seamline_message m
    where m.receiver = k.receiver and m.message_key = k.message_key order by ${queueOrder[dialect]} limit 1)`;
  const inTurn = await read(
    `coalesce(${nowOf[dialect]} - (select min(sent_at) from (select ${longest} as sent_at from seamline_key k
      where k.receiver = ? and k.failures = 0 and k.due_at is not null and k.error is null
      order by k.due_at limit ${mostLongKeys}) as found), 0)`,
  );
  return {
    receiver,
    waiting: await countUpTo("seamline_message where receiver = ?"),
    oldestMs: Math.max(0, ready, parked),
    oldestUntriedMs: Math.max(0, ready, inTurn),
    retryingKeys: await countUpTo("seamline_key where receiver = ? and due_at is not null and error is not null"),
    blockedKeys: await countUpTo("seamline_key where receiver = ? and due_at is null"),
    deadLetters: await countUpTo("seamline_dead_letter where receiver = ? and discarded_at is null"),
  };
}

/** The receivers that a database knows: those with workers, messages or dead letters, by name. */
export async function listReceivers(database: Database): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const table of ["seamline_lane", "seamline_message", "seamline_dead_letter"]) {
    // From one name to the next by the index, whatever the number of rows.
    for (let last = ""; ; ) {
      const { rows } = await database.run(`select min(receiver) as next from ${table} where receiver > ?`, [last]);
      const next = rows[0]?.next;
      if (typeof next !== "string") break;
      found.add(next);
      last = next;
    }
  }
  return [...found].sort();
}
