#!/usr/bin/env bash
# Software: mysql2 3.24.6 and mariadb 3.5.4 (two drivers), Node 24.21.0; seen on MariaDB 10.11.19.
# Needs MariaDB: MARIADB_URL, by default mysql://root@127.0.0.1:3306/test. It creates nothing.
#
# What happens: with `execute()` (a prepared statement) a whole number is sent as a DOUBLE, and where the server needs it as
# text, as `concat` and text columns do, it writes 9.007199254740991e15. `query()` with the same argument gives
# 9007199254740991. Below 1e15 both look the same, milliseconds of today included, so nothing shows in a test.
# Why it surprises: the value is a safe integer that JavaScript prints in full, and `execute` is sold as the faster `query`.
# What it means: ids and amounts in text columns, in keys built by `concat` and in comparisons with text change with the
# method and with their size. Pass such values as strings or BigInt.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
export MARIADB_URL=${MARIADB_URL:-mysql://root@127.0.0.1:3306/test}
need_service MariaDB "$MARIADB_URL" 3306
install mysql2@3.24.6 mariadb@3.5.4

run <<'EOF'
import { createConnection as createMariadb } from "mariadb";
import { createConnection as createMysql2 } from "mysql2/promise";

const { hostname, port, username, password, pathname } = new URL(process.env.MARIADB_URL);
const place = { host: hostname, port: Number(port || 3306), user: username, password, database: pathname.slice(1) };
const mysql2 = await createMysql2(place);
const mariadb = await createMariadb(place);

const statement = "select concat('order-', ?) as small, concat('order-', ?) as large, concat('order-', ?) as large_bigint";
const args = [42, Number.MAX_SAFE_INTEGER, BigInt(Number.MAX_SAFE_INTEGER)];
console.log(
  JSON.stringify({
    "mysql2 query": Object.values((await mysql2.query(statement, args))[0][0]),
    "mysql2 execute": Object.values((await mysql2.execute(statement, args))[0][0]),
    "mariadb query": Object.values((await mariadb.query(statement, args))[0]),
    "mariadb execute": Object.values((await mariadb.execute(statement, args))[0]),
  }),
);
await mysql2.end();
await mariadb.end();
EOF
expect '{"mysql2 query":["order-42","order-9007199254740991","order-9007199254740991"],"mysql2 execute":["order-42","order-9.007199254740991e15","order-9007199254740991"],"mariadb query":["order-42","order-9007199254740991","order-9007199254740991"],"mariadb execute":["order-42","order-9.007199254740991e15","order-9007199254740991"]}'
