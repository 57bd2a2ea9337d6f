/** Keys whose first message was given up and blocks those behind it, until a person decides. */

import { type Database, retryConflicts, type SqlValue } from "../database/database.ts";
import { buryMessage } from "../queue/bury-message.ts";
import { nowOf } from "../queue/tables.ts";
import { assertLimit, type Page, parseCursor, textOf } from "./page.ts";

/** A key that is blocked. */
export interface BlockedKey {
  /** The receiver whose messages wait. */
  readonly receiver: string;
  /** The partition key. */
  readonly key: string;
  /** The id of its first message's envelope; `undefined` if the key has no message any more. */
  readonly id: string | undefined;
  /** The failed tries of its first message. */
  readonly attempts: number;
  /** The reason. */
  readonly error: string;
  /** Messages of the key, the first included. */
  readonly waiting: number;
  /** The time its first message was sent, in Unix milliseconds; `undefined` without a message. */
  readonly createdAt: number | undefined;
}

const ofKey = "from seamline_message m where m.receiver = k.receiver and m.message_key = k.message_key";

/**
 * Lists blocked keys by receiver and key.
 * @param page.after the `next` of the page before. Default: the first page.
 * @param page.limit keys of a page, from 1 to 1,000. Default 100.
 * @throws {RangeError} for an `after` that is none, and a limit out of range.
 */
export async function listBlockedKeys(
  database: Database,
  filter: { readonly receiver?: string | undefined; readonly key?: string | undefined } = {},
  page: { readonly after?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<Page<BlockedKey>> {
  const limit = assertLimit(page.limit);
  const conditions = ["k.due_at is null"];
  const values: SqlValue[] = [];
  const add = (sql: string, ...given: readonly SqlValue[]): void => {
    conditions.push(sql);
    values.push(...given);
  };
  if (filter.receiver !== undefined) add("k.receiver = ?", filter.receiver);
  if (filter.key !== undefined) add("k.message_key = ?", filter.key);
  if (page.after !== undefined) {
    const [receiver = "", key = ""] = parseCursor(page.after, 2);
    add("(k.receiver > ? or (k.receiver = ? and k.message_key > ?))", receiver, receiver, key);
  }
  const first = `${ofKey} order by m.position limit 1`;
  const { rows } = await database.run(
    `select k.receiver, k.message_key, k.failures, k.error, (select count(*) ${ofKey}) as waiting,
      (select m.message_id ${first}) as message_id, (select m.created_at ${first}) as created_at
      from seamline_key k where ${conditions.join(" and ")} order by k.receiver, k.message_key limit ${limit + 1}`,
    values,
  );
  const items = rows.slice(0, limit).map(toBlockedKey);
  const last = items.at(-1);
  return { items, next: rows.length > limit ? JSON.stringify([last?.receiver, last?.key]) : undefined };
}

/**
 * Lets the first message of blocked keys be tried again, with all its tries.
 * @returns the number of keys; those that are not blocked do not count.
 */
export async function releaseKeys(
  database: Database,
  filter: { readonly receiver?: string | undefined; readonly keys?: readonly string[] | undefined } = {},
): Promise<number> {
  const { receiver, keys } = filter;
  if (keys?.length === 0) return 0;
  const ofReceiver = receiver === undefined ? "" : " and receiver = ?";
  const ofKeys = keys === undefined ? "" : ` and message_key in (${keys.map(() => "?").join()})`;
  const { affected } = await database.run(
    `update seamline_key set due_at = ${nowOf[database.dialect]}, failures = 0 where due_at is null${ofReceiver}${ofKeys}`,
    [...(receiver === undefined ? [] : [receiver]), ...(keys ?? [])],
  );
  return affected;
}

/**
 * Moves the first message of a blocked key to the dead letters, and lets its key go on.
 * @param id the envelope's id of the message that is meant: of two people who skip it, the second skips
 * no other.
 * @returns `false` if the key is not blocked by this message any more.
 */
export async function skipMessage(database: Database, receiver: string, key: string, id: string): Promise<boolean> {
  const { dialect } = database;
  const lock = dialect === "sqlite" ? "" : " for update";
  return retryConflicts(() =>
    database.transaction(async (session) => {
      const blocked = await session.run(
        `select failures, error from seamline_key where receiver = ? and message_key = ? and due_at is null${lock}`,
        [receiver, key],
      );
      const found = await session.run(
        "select position, message_id, message, attempts from seamline_message where receiver = ? and message_key = ? order by position limit 1",
        [receiver, key],
      );
      const [state] = blocked.rows;
      const [row] = found.rows;
      if (state === undefined || row === undefined || row.message_id !== id) return false;
      const message = { position: BigInt(String(row.position)), text: String(row.message) };
      const attempts = Number(state.failures) + Number(row.attempts);
      await buryMessage(session, dialect, message, attempts, textOf(state.error) ?? "skipped");
      await session.run(
        `update seamline_key set due_at = ${nowOf[dialect]}, failures = 0 where receiver = ? and message_key = ?`,
        [receiver, key],
      );
      return true;
    }),
  );
}

function toBlockedKey(row: Readonly<Record<string, unknown>>): BlockedKey {
  return {
    receiver: String(row.receiver),
    key: String(row.message_key),
    id: textOf(row.message_id),
    attempts: Number(row.failures),
    error: textOf(row.error) ?? "",
    waiting: Number(row.waiting),
    createdAt: row.created_at === null ? undefined : Number(row.created_at),
  };
}
