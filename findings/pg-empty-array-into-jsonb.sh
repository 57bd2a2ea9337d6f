#!/usr/bin/env bash
# Software: pg 8.23.1, Node 24.21.0; seen on PostgreSQL 15.20.
# Needs PostgreSQL: POSTGRES_URL, by default postgres://postgres@127.0.0.1:5432/test. It creates nothing.
#
# What happens: an empty JavaScript array for a jsonb parameter is stored as the object `{}`. An array with something in it
# is refused (22P02), an object is stored as it is.
# Why it surprises: pg writes arrays as PostgreSQL array literals, and the literal of the empty array happens to be the JSON
# of the empty object, so that the one value for which no error comes is stored wrong.
# What it means: a list column works in the tests that store an empty list, and later `value.map` is not a function. Write
# `JSON.stringify(value)` yourself for every json and jsonb parameter.
#
# Seen 2026-11-30: {"empty":{},"filled":"22P02","object":{"a":1},"stringified":[]}
. "$(dirname "$0")/lib.sh"
export POSTGRES_URL=${POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/test}
need_service PostgreSQL "$POSTGRES_URL" 5432
install pg@8.23.1

run <<'EOF'
import pg from "pg";

const client = new pg.Client({ connectionString: process.env.POSTGRES_URL });
await client.connect();
const asJsonb = (value) =>
  client.query("select $1::jsonb as value", [value]).then(
    ({ rows }) => rows[0].value,
    (error) => error.code,
  );
console.log(
  JSON.stringify({
    empty: await asJsonb([]),
    filled: await asJsonb([{ a: 1 }]),
    object: await asJsonb({ a: 1 }),
    stringified: await asJsonb(JSON.stringify([])),
  }),
);
await client.end();
EOF
expect '{"empty":{},"filled":"22P02","object":{"a":1},"stringified":[]}'
