/** A process that ends without a word while it handles the message 1. */

import { parseEnvelope, Worker } from "../src/index.ts";
import { open } from "./databases.ts";

const { database } = await open(JSON.parse(process.argv[2] ?? ""));
const worker = new Worker({
  database,
  receiver: "restaurant",
  concurrency: 1,
  leaseMs: 600,
  pollMs: 20,
  async handle({ text }) {
    if (parseEnvelope(text).data === 1) process.kill(process.pid, "SIGKILL");
    return { kind: "done" };
  },
  onError: (error) => console.error(error),
});
worker.start();
