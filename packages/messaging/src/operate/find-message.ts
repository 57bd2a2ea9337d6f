/** Where a message is, that is not among the dead letters. */

import type { Database } from "../database/database.ts";
import { listBlockedKeys } from "./blocked-keys.ts";

/** A queue in which a message waits. */
export interface WaitingMessage {
  /** The receiver of the queue. */
  readonly receiver: string;
  /** The partition key of the message. */
  readonly key: string;
  /** `true` if it is the message that blocks its key. */
  readonly blocks: boolean;
}

/** The places of a message in one database. */
export interface FoundMessage {
  /** The queues that it waits in. */
  readonly waiting: readonly WaitingMessage[];
  /** The receivers that remember to have handled it. */
  readonly handledBy: readonly string[];
}

/** Finds a message by the id of its envelope. */
export async function findMessage(database: Database, id: string): Promise<FoundMessage> {
  const { rows } = await database.run(
    "select distinct receiver, message_key from seamline_message where message_id = ? order by receiver",
    [id],
  );
  const waiting: WaitingMessage[] = [];
  for (const row of rows) {
    const place = { receiver: String(row.receiver), key: String(row.message_key) };
    const { items } = await listBlockedKeys(database, place);
    waiting.push({ ...place, blocks: items[0]?.id === id });
  }
  const handled = await database.run("select consumer from seamline_inbox where message_id = ? order by consumer", [
    id,
  ]);
  return { waiting, handledBy: handled.rows.map(({ consumer }) => String(consumer)) };
}
