/** The child process that calls: `client-worker.ts <subject> <url>`. */

import { measureBytes } from "../harness/bytes.ts";
import { serveMessages } from "../harness/worker.ts";
import { toCall } from "../subject/payload.ts";
import type { Payload } from "../subject/subject.ts";
import { findHttpSubject } from "./subjects.ts";

/** What the parent asks for. */
export type ClientTask =
  | { readonly kind: "round"; readonly payload: Payload; readonly concurrency: number; readonly ms: number }
  | { readonly kind: "bytes"; readonly payload: Payload };

/** One round. */
export interface ClientRound {
  readonly calls: number;
  /** Those before the clock was started as well. */
  readonly allCalls: number;
  /** Nanoseconds that the round took. */
  readonly elapsed: number;
  /** CPU nanoseconds of this process. */
  readonly cpu: number;
}

type Call = () => Promise<unknown>;

const [name = "", url = ""] = process.argv.slice(2);
const subject = findHttpSubject(name);
const caller = await subject.open(url);
const calls: Readonly<Record<Payload, Call>> = { small: toCall(caller, "small"), list: toCall(caller, "list") };

serveMessages(async (message) => {
  const task = message as ClientTask;
  const call = calls[task.payload];
  return task.kind === "round"
    ? runRound(call, task.concurrency, task.ms)
    : measureBytes((times) => repeat(call, times));
});

/**
 * Before the clock is started: while others had their turn, servers closed connections, caches filled with other things, and the
 * collector made the young generation small, which takes a thousand calls or two to grow again. What is measured is steady work.
 */
const preludeMs = 50;

async function runRound(call: Call, concurrency: number, ms: number): Promise<ClientRound> {
  const prelude = await keepCalling(call, concurrency, preludeMs);
  const before = process.cpuUsage();
  const from = performance.now();
  const calls = await keepCalling(call, concurrency, ms);
  const elapsed = (performance.now() - from) * 1e6;
  const { user, system } = process.cpuUsage(before);
  return { calls, allCalls: prelude + calls, elapsed, cpu: (user + system) * 1e3 };
}

/** Keeps so many calls in flight until the time is up; each lane makes its next call when its last is answered. */
async function keepCalling(call: Call, concurrency: number, ms: number): Promise<number> {
  let calls = 0;
  const until = performance.now() + ms;
  const lane = async (): Promise<void> => {
    do {
      await call();
      calls += 1;
    } while (performance.now() < until);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return calls;
}

async function repeat(call: Call, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await call();
}
