#!/usr/bin/env bash
# Software: node:sqlite of Node 24.21.0 (SQLite 3.53.4).
#
# What happens: a Date as the first argument of a statement is skipped, without an error. Alone it leaves NULL; before other
# arguments these move up one place: `(at, id)` given a Date and 7 stores at = '7.0' and id = NULL. The same Date as the
# second argument is refused (ERR_INVALID_ARG_TYPE).
# Why it surprises: the first argument may be an object of named parameters, and a Date is taken for one that names none;
# what happens to a value, and to its neighbours, depends on its place in the list.
# What it means: wrong values in wrong columns, and turning the columns round makes the same code fail loudly. Refuse objects
# other than Uint8Array in your own adapter, and count the arguments.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
install

run <<'EOF'
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(":memory:");
database.exec("create table event (at text, id integer)");

function store(sql, ...values) {
  try {
    database.exec("delete from event");
    database.prepare(sql).run(...values);
    return database.prepare("select at, id from event").get();
  } catch (error) {
    return error.code;
  }
}
const date = new Date("2026-01-01T00:00:00Z");
console.log(
  JSON.stringify({
    dateAlone: store("insert into event (at) values (?)", date),
    dateFirst: store("insert into event (at, id) values (?, ?)", date, 7),
    dateSecond: store("insert into event (id, at) values (?, ?)", 7, date),
  }),
);
EOF
expect '{"dateAlone":{"at":null,"id":null},"dateFirst":{"at":"7.0","id":null},"dateSecond":"ERR_INVALID_ARG_TYPE"}'
