/**
 * The naive application as a process on a file: it stores an order, then hands its message on. With
 * `crash` it ends between the two; without, it starts, and goes on with what it finds.
 */

import { DatabaseSync } from "node:sqlite";
import { NaiveBus } from "./naive-bus.ts";

const [file = "", mode] = process.argv.slice(2);
const database = new DatabaseSync(file);
database.exec("create table if not exists orders (id integer primary key, status text not null)");
const bus = new NaiveBus();
bus.on<{ orderId: number }>("orderCreated", ({ orderId }) => {
  database.prepare("update orders set status = 'accepted' where id = ?").run(orderId);
});
if (mode !== "restart") {
  const { lastInsertRowid } = database.prepare("insert into orders (status) values ('new')").run();
  if (mode === "crash") process.kill(process.pid, "SIGKILL");
  bus.publish("orderCreated", { orderId: Number(lastInsertRowid) });
}
database.close();
