/** A process that consumes until it is killed: it prints each text that it has taken. */

import { setTimeout as wait } from "node:timers/promises";
import { natsBroker } from "../src/nats.ts";
import { readUrl } from "./target-url.ts";

const [url = "", consumer = "", type = ""] = process.argv.slice(2);
const broker = readUrl(natsBroker(), url).create({ onError: () => undefined });
await broker.open([{ consumer, types: [type] }]);
await broker.consume(consumer, async (batch) => {
  process.send?.(batch.map(({ text }) => text));
  await wait(2); // the batch is at work for a while, so that kills hit it
});
