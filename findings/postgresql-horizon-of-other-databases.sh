#!/usr/bin/env bash
# Software: pg 8.23.1, Node 24.21.0; seen on PostgreSQL 15.20.
# Needs PostgreSQL: POSTGRES_URL, by default postgres://postgres@127.0.0.1:5432/test, and a second database on that server
# (it writes nothing there). It creates one schema and drops it.
#
# What happens: `xid < pg_snapshot_xmin(pg_current_snapshot())`, the usual way for an outbox relay to skip what is not yet
# committed, reads nothing at all as long as a transaction with an id is open in ANY database of the same server.
# Why it surprises: a snapshot sees one database only, and the rows and transactions of the other can never matter to it;
# transaction ids are counted for the whole server.
# What it means: a long import in an unrelated application stops your relay, and nothing in your database shows why. Watch
# the age of the horizon, or give the relay another way to order (a lock per writer, one server per owner).
#
# Seen 2026-11-30: {"while another database is busy":[],"afterwards":[1]}
. "$(dirname "$0")/lib.sh"
export POSTGRES_URL=${POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/test}
need_service PostgreSQL "$POSTGRES_URL" 5432
install pg@8.23.1

run <<'EOF'
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

const open = async (url) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
};
const relay = await open(process.env.POSTGRES_URL);
const others = await relay.query(
  "select datname from pg_database where datallowconn and not datistemplate and datname <> current_database() order by 1",
);
if (others.rows.length === 0) {
  console.log("skipped: no second database on this server");
} else {
  const url = new URL(process.env.POSTGRES_URL);
  url.pathname = others.rows[0].datname;
  const importer = await open(url.href);
  const outbox = `finding_${process.pid}_${Date.now()}`;
  const committed = async () => {
    const { rows } = await relay.query(
      `select id from ${outbox}.event where written < pg_snapshot_xmin(pg_current_snapshot())`,
    );
    return rows.map(({ id }) => id);
  };
  await relay.query(`create schema ${outbox}`);
  try {
    await relay.query(`create table ${outbox}.event (id int, written xid8 default pg_current_xact_id())`);
    await importer.query("begin");
    await importer.query("select pg_current_xact_id()");
    await relay.query(`insert into ${outbox}.event (id) values (1)`);
    const busy = await committed();
    await importer.query("commit");
    let afterwards = await committed();
    // Somebody else's transaction may be open at this moment; theirs are short.
    for (let tries = 0; afterwards.length === 0 && tries < 100; tries += 1) {
      await sleep(100);
      afterwards = await committed();
    }
    console.log(JSON.stringify({ "while another database is busy": busy, afterwards }));
  } finally {
    await relay.query(`drop schema ${outbox} cascade`);
    await importer.end();
  }
}
await relay.end();
EOF
expect '{"while another database is busy":[],"afterwards":[1]}'
