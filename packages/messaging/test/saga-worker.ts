/** A process that runs sagas until it is killed. What its steps do is in tables of the database. */

import { setTimeout as wait } from "node:timers/promises";
import { createSagas } from "../src/saga.ts";
import { open } from "./databases.ts";
import { defineKilled } from "./killed-saga.ts";

const { database } = await open(JSON.parse(process.argv[2] ?? ""));
const saga = defineKilled(database, () => wait(5)); // so that a kill often hits a step at work
const sagas = createSagas({
  database,
  service: "shop",
  sagas: [saga],
  onAlarm: (alarm) => console.error(alarm),
  onError: (error) => console.error(error),
  leaseMs: 1_000,
  pollMs: 20,
});
sagas.work();
process.send?.("started");
