/** A process that works off messages until it is killed: each is a row of the table `effect`. */

import { setTimeout as wait } from "node:timers/promises";
import { handleOnce, parseEnvelope, Worker } from "../src/index.ts";
import { open } from "./databases.ts";

const { database } = await open(JSON.parse(process.argv[2] ?? ""));
const worker = new Worker({
  database,
  receiver: "restaurant",
  concurrency: 8,
  leaseMs: 1_000,
  pollMs: 20,
  async handle({ text, key }) {
    const { id, data } = parseEnvelope(text);
    await handleOnce(database, "restaurant", id, async (_transaction, session) => {
      await wait(15); // so that a kill often hits a message at work
      await session.run("insert into effect (message_key, n) values (?, ?)", [key, data as number]);
    });
    return { kind: "done" };
  },
  onError: (error) => console.error(error),
});
worker.start();
process.send?.("started");
