/** The child process that calls one subject with one payload: `worker.ts <subject> <small|list>`. */

import { measureBytes } from "../harness/bytes.ts";
import { serveMessages } from "../harness/worker.ts";
import { createHandlers, toCall } from "../subject/payload.ts";
import type { Payload } from "../subject/subject.ts";
import { loadSubject } from "./subjects.ts";

/** What the parent asks for. */
export type Task = { readonly kind: "round"; readonly calls: number } | { readonly kind: "calibrate" | "bytes" };

/** One round, nanoseconds per call. */
export interface Round {
  readonly time: number;
  readonly cpu: number;
}

/** Long enough to be timed, short enough that many fit. */
const roundMs = 15;
/** The optimising compiler wants both: a light call is repeated for a while, a heavy one often enough. */
const warmUp = { ms: 400, calls: 20_000, atMostMs: 2_000 };

const [name = "", payload = ""] = process.argv.slice(2);
const subject = await loadSubject(name);
const caller = await subject.open(createHandlers());
const call = toCall(caller, payload as Payload);
const repeat = async (calls: number): Promise<void> => {
  if (caller.repeat !== undefined) return caller.repeat(payload as Payload, calls);
  for (let count = 0; count < calls; count += 1) await call();
};

serveMessages(async (message) => {
  const task = message as Task;
  if (task.kind === "round") return runRound(task.calls);
  return task.kind === "calibrate" ? calibrate() : measureBytes(repeat);
});

async function runRound(calls: number): Promise<Round> {
  await repeat(Math.ceil(calls / 8)); // while others had their turn, caches filled with other things
  const before = process.cpuUsage();
  const from = performance.now();
  await repeat(calls);
  const time = performance.now() - from;
  const { user, system } = process.cpuUsage(before);
  return { time: (time * 1e6) / calls, cpu: ((user + system) * 1e3) / calls };
}

/** Warms up, and resolves with how many calls make a round. */
async function calibrate(): Promise<number> {
  const from = performance.now();
  let calls = 16;
  for (let done = 0; ; ) {
    const { time } = await runRound(calls);
    done += calls;
    calls = Math.max(16, Math.ceil((roundMs * 1e6) / time));
    const elapsed = performance.now() - from;
    if (elapsed > warmUp.atMostMs || (elapsed > warmUp.ms && done > warmUp.calls)) return calls;
  }
}
