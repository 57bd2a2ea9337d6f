/** The inbox: the effects of a message and the memory of it are one transaction. */

import { type Database, retryConflicts, type SqlSession } from "../database/database.ts";
import { nowOf } from "../queue/tables.ts";

/**
 * Runs `work` once for a message and a consumer, however often the message comes. What `work` does
 * outside of the transaction may be done again: after a crash, or a conflict in the database.
 * @returns `false` if it has been handled before; `work` is not run then.
 */
export async function handleOnce<Transaction>(
  database: Database<Transaction>,
  consumer: string,
  messageId: string,
  work: (transaction: Transaction, session: SqlSession) => Promise<void>,
): Promise<boolean> {
  const { dialect } = database;
  const [before, after] = dialect === "mysql" ? ["insert ignore into", ""] : ["insert into", " on conflict do nothing"];
  const remember = `${before} seamline_inbox (consumer, message_id, handled_at) values (?, ?, ${nowOf[dialect]})${after}`;
  const run = async (session: SqlSession, transaction: Transaction): Promise<boolean> => {
    // While another worker handles the same message, the database waits here for its outcome.
    const { affected } = await session.run(remember, [consumer, messageId]);
    if (affected === 0) return false;
    await work(transaction, session);
    return true;
  };
  return retryConflicts(() => database.transaction(run));
}

/** Tests whether a consumer has handled a message. */
export async function wasHandled(database: Database, consumer: string, messageId: string): Promise<boolean> {
  const { rows } = await database.run("select 1 as handled from seamline_inbox where consumer = ? and message_id = ?", [
    consumer,
    messageId,
  ]);
  return rows.length > 0;
}

/**
 * Forgets messages that a consumer, or else any, handled longer than `keptMs` ago, some at a time, but none that still waits in the
 * queue or among the dead letters: it would be handled once more, after a replay for example.
 * @returns the number forgotten.
 */
export async function forgetHandled(
  database: Database,
  keptMs: number,
  limit = 1_000,
  consumer?: string,
): Promise<number> {
  const { dialect } = database;
  const isIn = (table: string): string =>
    `exists (select 1 from ${table} m where m.receiver = seamline_inbox.consumer and m.message_id = seamline_inbox.message_id)`;
  const whose = consumer === undefined ? "" : "consumer = ? and ";
  const old = `${whose}handled_at < ${nowOf[dialect]} - ${keptMs} and not ${isIn("seamline_message")} and not ${isIn("seamline_dead_letter")}`;
  const sql =
    dialect === "mysql"
      ? `delete from seamline_inbox where ${old} limit ${limit}`
      : `delete from seamline_inbox where (consumer, message_id) in (select consumer, message_id from seamline_inbox where ${old} limit ${limit})`;
  return (await database.run(sql, consumer === undefined ? [] : [consumer])).affected;
}
