#!/usr/bin/env bash
# Software: pg 8.23.1 (pg-types), Node 24.21.0; seen on PostgreSQL 15.20.
# Needs PostgreSQL: POSTGRES_URL, by default postgres://postgres@127.0.0.1:5432/test. It creates nothing.
#
# What happens: a numeric arrives as a string with all its digits, an array of numeric as JavaScript numbers, rounded. An
# int8 and an array of int8 are both strings.
# Why it surprises: the driver is known for keeping the digits of numeric, and keeps them for int8 in both forms.
# What it means: `array_agg(amount)` loses cents that `amount` keeps, and the two need different code on top. Cast inside
# the query: `array_agg(amount)::text[]`.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
export POSTGRES_URL=${POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/test}
need_service PostgreSQL "$POSTGRES_URL" 5432
install pg@8.23.1

run <<'EOF'
import pg from "pg";

const client = new pg.Client({ connectionString: process.env.POSTGRES_URL });
await client.connect();
const { rows } = await client.query(`
  select amount, array[amount] as amounts, array[amount]::text[] as texts, id, array[id] as ids
  from (values (12345678901234567.89::numeric, 9007199254740993::int8)) as bill(amount, id)`);
console.log(JSON.stringify(rows[0]));
await client.end();
EOF
expect '{"amount":"12345678901234567.89","amounts":[12345678901234568],"texts":["12345678901234567.89"],"id":"9007199254740993","ids":["9007199254740993"]}'
