/** Work that one process does at a time: for a transaction by a lock, for longer by a lease. */

import type { Database, Dialect, SqlSession } from "../database/database.ts";
import { nowOf } from "../queue/tables.ts";

/** Waits until no other transaction has this lock, and holds it until the end of the transaction. */
export async function lockLease(session: SqlSession, dialect: Dialect, name: string): Promise<void> {
  if (dialect === "sqlite") return; // writing transactions of a file exclude each other
  // Looked for first: two inserts of a row that is there hold shared locks, and wait for each other.
  const lock = async (): Promise<boolean> =>
    (await session.run("select name from seamline_lease where name = ? for update", [name])).rows.length > 0;
  if (await lock()) return;
  await addLease(session, dialect, name);
  await lock();
}

/** Takes a lease, or renews it. @returns `false` while another owner has it. */
export async function takeLease(database: Database, name: string, owner: string, leaseMs: number): Promise<boolean> {
  const now = nowOf[database.dialect];
  await addLease(database, database.dialect, name);
  const { affected } = await database.run(
    `update seamline_lease set owner = ?, until_at = ${now} + ${Math.round(leaseMs)} where name = ? and (owner = ? or until_at < ${now})`,
    [owner, name, owner],
  );
  return affected > 0;
}

/** Gives a lease back. */
export async function leaveLease(database: Database, name: string, owner: string): Promise<void> {
  await database.run("update seamline_lease set owner = null, until_at = 0 where name = ? and owner = ?", [
    name,
    owner,
  ]);
}

async function addLease(session: SqlSession, dialect: Dialect, name: string): Promise<void> {
  const [before, after] = dialect === "mysql" ? ["insert ignore into", ""] : ["insert into", " on conflict do nothing"];
  await session.run(`${before} seamline_lease (name) values (?)${after}`, [name]);
}
