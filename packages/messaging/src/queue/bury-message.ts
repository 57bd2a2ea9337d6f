/** Moving a message of the queue to the dead letters. */

import type { Dialect, SqlSession } from "../database/database.ts";
import { createMessageId } from "../event/message-id.ts";
import { nowOf } from "./tables.ts";

/** Characters of an error that are kept. */
const maxErrorLength = 8_000;
/** Characters that are kept of a message that was never let in: a database refuses rows beyond its own limits. */
const maxArrivedLength = 1 << 20;
const maxTypeLength = 255;

/** Moves a message to the dead letters, within a transaction. Does nothing if it has left the queue. */
export async function buryMessage(
  session: SqlSession,
  dialect: Dialect,
  { position, text }: { readonly position: bigint; readonly text: string },
  attempts: number,
  error: string,
): Promise<void> {
  await session.run(
    `insert into seamline_dead_letter (receiver, message_key, message_id, message_type, message, attempts, created_at, died_at, error, replays)
      select receiver, message_key, message_id, ?, message, ${attempts}, created_at, ${nowOf[dialect]}, ?, replays from seamline_message where position = ${position}`,
    [typeOf(text), toStoredError(error)],
  );
  await session.run(`delete from seamline_message where position = ${position}`);
}

/** Keeps a message that was never let in, as it came, up to a limit, within a transaction. */
export async function buryArrived(
  session: SqlSession,
  dialect: Dialect,
  receiver: string,
  text: string,
  error: string,
): Promise<void> {
  const id = createMessageId();
  const kept = text.slice(0, maxArrivedLength).replaceAll("\0", "\uFFFD"); // PostgreSQL has no text with it
  await session.run(
    `insert into seamline_dead_letter (receiver, message_key, message_id, message_type, message, attempts, created_at, died_at, error, replays)
      values (?, ?, ?, ?, ?, 0, ${nowOf[dialect]}, ${nowOf[dialect]}, ?, 0)`,
    [receiver, id, id, typeOf(text), kept, toStoredError(error)],
  );
}

/** The type of an envelope; `null` for text that has none. */
function typeOf(text: string): string | null {
  try {
    const { type } = JSON.parse(text) as { readonly type?: unknown };
    return typeof type === "string" && type.length <= maxTypeLength ? toStoredError(type) : null;
  } catch {
    return null;
  }
}

/** Cuts an error, and leaves out the character that PostgreSQL cannot store. */
export function toStoredError(error: string): string {
  return error.slice(0, maxErrorLength).replaceAll("\0", "");
}
