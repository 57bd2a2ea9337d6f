#!/usr/bin/env bash
# Software: kysely 0.29.9 (CamelCasePlugin), pg 8.23.1, Node 24.21.0; seen on PostgreSQL 15.20.
# Needs PostgreSQL: POSTGRES_URL, by default postgres://postgres@127.0.0.1:5432/test. It creates one temporary table.
#
# What happens: CamelCasePlugin renames the keys inside jsonb values when rows are read, and leaves them alone when rows are
# written. What was stored as { order_id } is read as { orderId }; read and written back, the key in the database changes.
# Why it surprises: the plugin is there for the names of columns; a document in a column is data.
# What it means: stored events, outbox payloads and anything signed or looked up by key come back different from what was
# put in. Read such columns through `db.withoutPlugins()`, set `maintainNestedObjectKeys: true`, or store text.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
export POSTGRES_URL=${POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/test}
need_service PostgreSQL "$POSTGRES_URL" 5432
install kysely@0.29.9 pg@8.23.1

run <<'EOF'
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.POSTGRES_URL, max: 1 });
const db = new Kysely({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
const stored = async () => (await sql`select payload::text as text from outbox_event`.execute(db)).rows[0].text;

await sql`create temporary table outbox_event (event_id int primary key, payload jsonb not null)`.execute(db);
await db.insertInto("outboxEvent").values({ eventId: 1, payload: { order_id: 7 } }).execute();
const before = await stored();
const { payload } = await db.selectFrom("outboxEvent").select("payload").executeTakeFirstOrThrow();
await db.updateTable("outboxEvent").set({ payload }).where("eventId", "=", 1).execute();
console.log(JSON.stringify({ before, read: payload, after: await stored() }));
await db.destroy();
EOF
expect '{"before":"{\"order_id\": 7}","read":{"orderId":7},"after":"{\"orderId\": 7}"}'
