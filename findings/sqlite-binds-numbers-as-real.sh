#!/usr/bin/env bash
# Software: node:sqlite of Node 24.21.0 (SQLite 3.53.4).
#
# What happens: every JavaScript number is bound as REAL, whole ones too. 42 becomes '42.0' in a TEXT column (also of a
# STRICT table), in `||` and in json_object, and `'42' = ?` is false. A BigInt gives '42'.
# Why it surprises: reading gives whole numbers back as 42, and an INTEGER column stores 42, so numbers look whole from
# every side that one tries first.
# What it means: ids kept as text are not found again, and keys built in SQL differ from keys built in JavaScript. Bind whole
# numbers as BigInt, or as strings where the column is text.
#
# Seen 2026-11-30: {"strictText":"42.0","joined":"order-42.0","json":"{\"id\":42.0}","equalsText":0,"bigint":"order-42"}
. "$(dirname "$0")/lib.sh"
install

run <<'EOF'
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(":memory:");
const one = (sql, ...values) => Object.values(database.prepare(sql).get(...values))[0];

database.exec("create table customer (id text) strict");
database.prepare("insert into customer (id) values (?)").run(42);
console.log(
  JSON.stringify({
    strictText: one("select id from customer"),
    joined: one("select 'order-' || ?", 42),
    json: one("select json_object('id', ?)", 42),
    equalsText: one("select '42' = ?", 42),
    bigint: one("select 'order-' || ?", 42n),
  }),
);
EOF
expect '{"strictText":"42.0","joined":"order-42.0","json":"{\"id\":42.0}","equalsText":0,"bigint":"order-42"}'
