/** Puts messages into the queue, within the transaction of whoever has something to say. */

import { createHash } from "node:crypto";
import type { Dialect, SqlSession } from "../database/database.ts";
import { type Envelope, printEnvelope } from "../event/envelope.ts";
import { laneCount, nowOf } from "./tables.ts";

/**
 * Adds a message for each of its receivers.
 * @throws {EnvelopeError} for an envelope beyond the limits; nothing is added then.
 */
export async function enqueue(
  session: SqlSession,
  dialect: Dialect,
  receivers: readonly string[],
  envelope: Envelope,
): Promise<void> {
  const text = printEnvelope(envelope);
  const lane = laneOf(envelope.partitionKey ?? envelope.id);
  const row = `(?, ?, ?, ?, ?, ${nowOf[dialect]})`;
  await session.run(
    `insert into seamline_message (receiver, lane, message_key, message_id, message, created_at) values ${receivers.map(() => row).join(", ")}`,
    receivers.flatMap((receiver) => [receiver, lane, envelope.partitionKey ?? envelope.id, envelope.id, text]),
  );
}

/** The lane of a key: the same for all messages of one key, and even over all keys. */
export function laneOf(key: string): number {
  return createHash("sha256").update(key).digest().readUInt32BE(0) % laneCount;
}

/** A message that comes from another queue or a broker. */
export interface ArrivedMessage {
  /** The id that doubles are recognised by. */
  readonly id: string;
  /** The partition key, or else its id. */
  readonly key: string;
  /** The envelope in CloudEvents' structured mode. */
  readonly text: string;
}

/** Adds messages for one receiver, in order, without those that wait for it already. */
export async function enqueueArrived(
  session: SqlSession,
  dialect: Dialect,
  receiver: string,
  messages: readonly ArrivedMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const [before, after] = dialect === "mysql" ? ["insert ignore into", ""] : ["insert into", " on conflict do nothing"];
  const row = `(?, ?, ?, ?, ?, ${nowOf[dialect]})`;
  await session.run(
    `${before} seamline_message (receiver, lane, message_key, message_id, message, created_at) values ${messages.map(() => row).join(", ")}${after}`,
    messages.flatMap(({ id, key, text }) => [receiver, laneOf(key), key, id, text]),
  );
}
