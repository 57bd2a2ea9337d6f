<?php
// Creates the table of the restaurant service, with one restaurant.
declare(strict_types=1);

$database = new PDO('sqlite:' . (getenv('DATA_DIR') ?: '.') . '/restaurant.sqlite');
$database->exec('pragma journal_mode = wal');
$exists = $database->query("select 1 from sqlite_master where name = 'restaurant'")->fetch();
if ($exists === false) {
    $database->exec("create table restaurant (id integer primary key, name text not null, accepts_orders integer not null default 1);
        insert into restaurant (name) values ('My restaurant')");
}
