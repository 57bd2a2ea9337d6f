/**
 * The books of a run, kept by the services in their own databases: what was placed, and what effects
 * there are. Nothing else counts: an order is acknowledged when its row is committed.
 */

import type { Database, Dialect, SqlSession } from "@seamline/messaging";

/** The keys of all orders. */
export const orderKeys: readonly string[] = Array.from({ length: 50 }, (_, index) => `key-${index}`);

/** The tables of the queue are messaging's own: here they are only looked at, by name. */
const [queue, deadLetters] = ["seamline_message", "seamline_dead_letter"] as const;

const identity: Readonly<Record<Dialect, string>> = {
  sqlite: "integer primary key autoincrement",
  postgres: "bigint generated always as identity primary key",
  mysql: "bigint auto_increment primary key",
};

/** Makes the books of both services. */
export async function openBooks(orders: Database, ledger: Database): Promise<void> {
  const rows = orderKeys.map((key) => `('${key}', 0)`).join(", ");
  await orders.run("create table placed (order_key varchar(20) primary key, n integer not null)");
  await orders.run(`insert into placed (order_key, n) values ${rows}`);
  const effect = `id ${identity[ledger.dialect]}, order_key varchar(20) not null, n integer not null`;
  await ledger.run(`create table order_effect (${effect})`);
  await ledger.run("create table last_effect (order_key varchar(20) primary key, n integer not null)");
  await ledger.run(`insert into last_effect (order_key, n) values ${rows}`);
  await ledger.run(`create table disorder (${effect})`);
}

/** Places the next order of a key. @returns its number, from 1. */
export async function placeOrder(session: SqlSession, orderKey: string): Promise<number> {
  await session.run("update placed set n = n + 1 where order_key = ?", [orderKey]);
  const { rows } = await session.run("select n from placed where order_key = ?", [orderKey]);
  return Number(rows[0]?.n);
}

/** Writes the effect of an order; its place in the order of its key is checked in the same transaction. */
export async function writeEffect(session: SqlSession, orderKey: string, n: number): Promise<void> {
  await session.run("insert into order_effect (order_key, n) values (?, ?)", [orderKey, n]);
  const next = await session.run("update last_effect set n = ? where order_key = ? and n = ?", [n, orderKey, n - 1]);
  if (next.affected === 1) return;
  await session.run("insert into disorder (order_key, n) values (?, ?)", [orderKey, n]);
  await session.run("update last_effect set n = ? where order_key = ? and n < ?", [n, orderKey, n]);
}

/** Counts the rows of a table. */
export async function countRows(database: Database, table: string): Promise<number> {
  return Number((await database.run(`select count(*) as n from ${table}`)).rows[0]?.n);
}

/** The state of the books. */
export interface Balance {
  /** Orders whose transaction was committed. */
  readonly placed: number;
  /** Orders with an effect. */
  readonly handled: number;
  /** Effects beyond the first of an order. */
  readonly doubled: number;
  /** Effects of orders that were never placed. */
  readonly phantoms: number;
  /** Effects that came before or after their place. */
  readonly disordered: number;
  /** Dead letters in both databases. */
  readonly dead: number;
  /** Messages in the queues of both databases. */
  readonly waiting: number;
}

/** Reads the books. */
export async function readBalance(orders: Database, ledger: Database): Promise<Balance> {
  const both = async (table: string): Promise<number> =>
    (await countRows(orders, table)) + (await countRows(ledger, table));
  const placedOf = new Map(
    (await orders.run("select order_key, n from placed")).rows.map((row) => [row.order_key, Number(row.n)]),
  );
  const effects = await ledger.run("select order_key, n, count(*) as times from order_effect group by order_key, n");
  let handled = 0;
  let doubled = 0;
  let phantoms = 0;
  for (const { order_key, n, times } of effects.rows) {
    if (Number(n) > (placedOf.get(order_key) ?? 0)) phantoms += 1;
    else handled += 1;
    doubled += Number(times) - 1;
  }
  return {
    placed: [...placedOf.values()].reduce((sum, n) => sum + n, 0),
    handled,
    doubled,
    phantoms,
    disordered: await countRows(ledger, "disorder"),
    dead: await both(deadLetters),
    waiting: await both(queue),
  };
}

/** The reasons of the dead letters in a database, each once. */
export async function listReasons(database: Database): Promise<readonly string[]> {
  const { rows } = await database.run(
    `select receiver, error, count(*) as n from ${deadLetters} group by receiver, error`,
  );
  return rows.map(({ receiver, error, n }) => `dead for ${receiver} (${n} times): ${error}`);
}

/** The violations of a state in which nothing waits; none for a sound one. */
export function findViolations(balance: Balance, options: { readonly ordered: boolean }): readonly string[] {
  const { placed, handled, doubled, phantoms, disordered, dead, waiting } = balance;
  const found: string[] = [];
  const lost = placed - handled - dead - waiting;
  if (lost > 0) found.push(`${lost} acknowledged orders were lost`);
  if (doubled > 0) found.push(`${doubled} effects are doubled`);
  if (phantoms > 0) found.push(`${phantoms} effects have no order`);
  if (options.ordered && disordered > 0) found.push(`${disordered} effects are out of the order of their key`);
  if (dead > 0) found.push(`${dead} messages are dead`);
  if (waiting > 0) found.push(`${waiting} messages still wait`);
  return found;
}
