import { describe, expect, it } from "vitest";
import { isSql, readSql } from "./read-sql.ts";
import { hole } from "./tokenize.ts";

/** Prints the uses of a text: `read orders, write shop.carts`. */
function uses(text: string): string {
  return readSql(text)
    .map(({ accesses }) =>
      accesses.map(({ schema, table, use }) => `${use} ${schema === undefined ? "" : `${schema}.`}${table}`).join(", "),
    )
    .join("; ");
}

describe("readSql", () => {
  it.each([
    ["select * from orders", "read orders"],
    ['SELECT "id" FROM "Order" WHERE note = \'from customers\'', "read Order"],
    ["select 'it''s from a' from b -- from c\n, d /* from e /* from f */ , g */, h", "read b, join d, join h"],
    ["select E'it\\'s from a' from b", "read b"],
    ["select `a`.* from `shop`.`orders` as `a`", "read shop.orders"],
    ["select x from [order] where items[1] = 2", "read order"],
    ["select a.x, b.y from a, b as c (x, y), only d", "read a, join b, join d"],
    ["select * from a left join b on a.x = b.x and b.y in (1, 2), c where a.z in (3, 4)", "read a, join b, join c"],
    ["select * from (a join b on true) natural join c", "read a, join b, join c"],
    ["select * from ((select * from a) union (select * from b)) u", "read a, read b"],
    ["select * from (select * from a) x, b", "read a, join b"],
    ["select extract(year from placed), trim(both 'x' from note) from orders", "read orders"],
    ["select a is distinct from b, a is not distinct from c from d", "read d"],
    ["select * from generate_series(1, 3) n, json_each(x) j cross join a", "join a"],
    ["select * from a, lateral (select * from b where b.x = a.x) y", "read a, read b"],
    ["select (select max(x) from b), exists (select 1 from c) from a", "read b, read c, read a"],
    ["select * from a union all select * from b order by x, y limit 3", "read a, read b"],
    ["select * from a for update of b", "read a"],
    ["select count(*) filter (where x > 1) over (partition by y) from a group by z, w", "read a"],
    ["with recent as (select * from orders) select * from recent join carts on true", "read orders, join carts"],
    ["with orders as (select * from orders) select * from orders", "read orders"],
    [
      "with recursive tree(id) as (select id from nodes union select n.id from nodes n join tree on true) select * from tree",
      "read nodes, read nodes",
    ],
    [
      "with a as materialized (select 1), b as (select * from a, c) delete from d using b, e where true",
      "join c, write d, join e",
    ],
    ["insert into t (a, b) values (1, 2), (3, 4) on conflict (a) do update set b = excluded.b", "write t"],
    ["insert into t with x as (select * from s) select * from x, y", "write t, read s, join y"],
    ["insert or ignore into t select a, b from s", "write t, read s"],
    ["replace into t values (1)", "write t"],
    [
      "update a set x = (select y from b), z = 1 from c, d where true returning x, z",
      "write a, read b, read c, join d",
    ],
    ["update or ignore a set x = 1, y = 2", "write a"],
    ["delete from only a where x in (select x from b)", "write a, read b"],
    [
      "merge into a using b on a.x = b.x when matched then update set x = 1 when not matched then insert values (1, 2)",
      "write a, join b",
    ],
    ["truncate table a, b", "write a, write b"],
    ["copy a from stdin", "write a"],
    ["copy (select * from a) to stdout", "read a"],
    [
      "create table if not exists a (id int, b_id int references b (id) on delete cascade, foreign key (c) references s.c (id))",
      "create a, reference b, reference s.c",
    ],
    ["create table a as with x as (select * from b) select * from x", "create a, read b"],
    ["create or replace view v as select * from a join b using (id)", "create v, read a, join b"],
    ["create unique index concurrently if not exists i on a (x) where y", "alter a"],
    ["create trigger t after update of x on a for each row execute function f()", "alter a"],
    ["create trigger t after insert on a begin update b set x = 1; delete from c; end", "alter a, write b; write c"],
    [
      "create function f() returns void as $$ begin update a set x = 1; delete from b; end $$ language sql",
      "write a; write b",
    ],
    ["alter table a add constraint k foreign key (x) references b (id)", "alter a, reference b"],
    ["alter table if exists a rename to b", "alter a, create b"],
    ["alter table a rename column x to y", "alter a"],
    ["drop table if exists a, b cascade", "drop a, drop b"],
    ["create temp table x (id int); insert into x select * from a; select * from x", "read a"],
    ["explain (analyze) select * from a", "read a"],
    ["grant select on a to b; revoke select on a from c", ""],
    ["select * from sqlite_master, pg_class, information_schema.tables", ""],
    ["select '{}'::jsonb - 'x', data->>'from' from a where id = $1 and x = :y and z = ?", "read a"],
    ["select now() at time zone 'utc', x::timestamp with time zone from a", "read a"],
    ["select * from unnest(array[1]) with ordinality as t(a, b), c", "join c"],
    [`select * from ${hole} join a on x = ${hole}`, "join a"],
    ["join a on true where x in (select x from b)", "join a, read b"],
    ["from a where true", "read a"],
    ["SELECT * FROM Shop.Orders", "read shop.orders"],
  ])("reads %s", (text, expected) => {
    expect(uses(text)).toBe(expected);
  });

  it("ends with 100,000 unclosed parentheses", () => {
    expect(uses(`select * from a where ${"(".repeat(100_000)}`)).toBe("read a");
    expect(uses(`select * from a, ${"(".repeat(100_000)}`)).toBe("read a");
  });

  it("counts the transactions of statements", () => {
    const statements = readSql(
      "update a set x = 1; begin; update b set x = 1; update c set x = 1; commit; begin immediate; delete from d; rollback; delete from e",
    );
    expect(statements.map(({ accesses, transaction }) => [accesses[0]?.table, transaction])).toEqual([
      ["a", undefined],
      ["b", 0],
      ["c", 0],
      ["d", 1],
      ["e", undefined],
    ]);
  });

  it("finds the offsets of names", () => {
    const text = 'select 1 -- x\nfrom shop."Orders" join b on true; do $x$ delete from c $x$';
    const found = readSql(text).flatMap(({ accesses }) => accesses.map(({ offset }) => text.slice(offset, offset + 4)));
    expect(found).toEqual(["shop", "b on", "c $x"]);
  });

  it.each([
    "",
    "(",
    ")",
    "((select",
    "select * from",
    "with",
    "with a as",
    "insert into",
    "create table",
    "'",
    "$$",
    "/*",
    "from (",
  ])("ends with %j", (text) => {
    expect(uses(text)).toBe("");
  });
});

describe("isSql", () => {
  it.each([
    "select 1",
    "SELECT * from a",
    "update a set x = 1",
    "with x as (select 1) select 2",
    "begin; delete from a",
    "-- c\ncreate table a (id int)",
  ])("accepts %s", (text) => expect(isSql(text)).toBe(true));
  it.each([
    "update-notifier",
    "select-all",
    "update profile",
    "delete me",
    "with care",
    "/orders",
    "#from",
    "create user",
    "",
  ])("refuses %j", (text) => expect(isSql(text)).toBe(false));
});
