/** The database of the monolith: one file, which every router uses. */

import { DatabaseSync } from "node:sqlite";

/** Opens the database, and creates what is missing. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  database.exec(`
    pragma journal_mode = wal;
    create table if not exists restaurants (id integer primary key, name text not null, seats integer not null);
    create table if not exists orders (id integer primary key, user text not null, restaurant integer not null, meal text not null);
    insert or ignore into restaurants values (1, 'Da Ada', 2), (2, 'Chez Alan', 0);
  `);
  return database;
}
