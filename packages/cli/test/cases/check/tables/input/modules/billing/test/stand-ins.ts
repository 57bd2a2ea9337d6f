import type { Database } from "../../../shared/database/index.ts";

// A table that stands for another module's while a test runs: it is still not billing's.
export const prepare = (database: Database) => database.exec("create table restaurant (id integer)");
export const fill = (database: Database) => database.exec("insert into restaurant (id) values (1)");
// One that the test did not make.
export const look = (database: Database) => database.exec("select * from delivery");
