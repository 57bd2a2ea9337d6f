/**
 * The child's side of an in-process measure: calls one caller with one payload, for the rounds that
 * the parent requests.
 */

import { measureBytes } from "../harness/bytes.ts";
import { serveMessages } from "../harness/worker.ts";
import { toCall } from "../subject/payload.ts";
import type { Caller, Payload } from "../subject/subject.ts";

/** Messages of the parent. */
export type Task = { readonly kind: "round"; readonly calls: number } | { readonly kind: "calibrate" | "bytes" };

/** One round, nanoseconds per call. */
export interface Round {
  readonly time: number;
  readonly cpu: number;
}

/** Milliseconds of a round: long enough to be timed, short enough that many fit. */
const roundMs = 15;
/**
 * The optimising compiler needs both: a light call is repeated for a while, a heavy one often
 * enough.
 */
const warmUp = { ms: 400, calls: 20_000, atMostMs: 2_000 };

type Repeat = (calls: number) => Promise<void>;

/** Responds to the parent from now on. */
export function serveRounds(caller: Caller, payload: Payload): void {
  const call = toCall(caller, payload);
  const repeat: Repeat = async (calls) => {
    if (caller.repeat !== undefined) return caller.repeat(payload, calls);
    for (let count = 0; count < calls; count += 1) await call();
  };
  serveMessages(async (message) => {
    const task = message as Task;
    if (task.kind === "round") return runRound(repeat, task.calls);
    return task.kind === "calibrate" ? calibrate(repeat) : measureBytes(repeat);
  });
}

async function runRound(repeat: Repeat, calls: number): Promise<Round> {
  await repeat(Math.ceil(calls / 8)); // caches filled while others had their turn
  const before = process.cpuUsage();
  const from = performance.now();
  await repeat(calls);
  const time = performance.now() - from;
  const { user, system } = process.cpuUsage(before);
  return { time: (time * 1e6) / calls, cpu: ((user + system) * 1e3) / calls };
}

/** Warms up, and resolves with the calls of a round. */
async function calibrate(repeat: Repeat): Promise<number> {
  const from = performance.now();
  let calls = 16;
  for (let done = 0; ; ) {
    const { time } = await runRound(repeat, calls);
    done += calls;
    calls = Math.max(16, Math.ceil((roundMs * 1e6) / time));
    const elapsed = performance.now() - from;
    if (elapsed > warmUp.atMostMs || (elapsed > warmUp.ms && done > warmUp.calls)) return calls;
  }
}
