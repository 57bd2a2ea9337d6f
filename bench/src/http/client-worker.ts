/** The child process of the caller: `client-worker.ts <subject> <url>`. */

import { measureBytes } from "../harness/bytes.ts";
import { serveMessages } from "../harness/worker.ts";
import { toCall } from "../subject/payload.ts";
import type { Payload } from "../subject/subject.ts";
import { findHttpSubject } from "./subjects.ts";

/** Messages of the parent. */
export type ClientTask =
  | ({ readonly kind: "round" } & RoundPlan)
  | { readonly kind: "bytes"; readonly payload: Payload };

/**
 * The plan of a round: a number of windows of some milliseconds, one after the other, with a
 * constant number of calls in flight.
 */
export interface RoundPlan {
  readonly payload: Payload;
  readonly concurrency: number;
  readonly windows: number;
  readonly ms: number;
}

/** The figures of a window. */
export interface Window {
  readonly calls: number;
  /** Nanoseconds of the window. */
  readonly elapsed: number;
  /** CPU nanoseconds of this process. */
  readonly cpu: number;
}

/** One round. */
export interface ClientRound {
  readonly windows: readonly Window[];
  /** Calls in all windows, and those before and after them. */
  readonly calls: number;
}

type Call = () => Promise<unknown>;

const [name = "", url = ""] = process.argv.slice(2);
const subject = findHttpSubject(name);
const caller = await subject.open(url);
const calls: Readonly<Record<Payload, Call>> = { small: toCall(caller, "small"), list: toCall(caller, "list") };

serveMessages(async (message) => {
  const task = message as ClientTask;
  const call = calls[task.payload];
  return task.kind === "round" ? runRound(call, task) : measureBytes((times) => repeat(call, times));
});

/**
 * Milliseconds of calls before the clock starts: while others had their turn, servers closed
 * connections, caches filled, and the collector shrank the young generation, which takes one or two
 * thousand calls to grow again. The figure is of steady work.
 */
const preludeMs = 50;

/**
 * Keeps that many calls in flight until all windows are over; each lane makes its next call when
 * its last has settled.
 */
async function runRound(call: Call, { concurrency, windows: count, ms }: RoundPlan): Promise<ClientRound> {
  const windows: Window[] = [];
  let calls = 0;
  let [from, before, cpu] = [performance.now(), 0, process.cpuUsage()];
  let until = from + preludeMs;
  let measuring = false;
  const endWindow = (now: number): void => {
    const { user, system } = process.cpuUsage(cpu);
    if (measuring) windows.push({ calls: calls - before, elapsed: (now - from) * 1e6, cpu: (user + system) * 1e3 });
    measuring = true;
    [from, before, cpu] = [now, calls, process.cpuUsage()];
    until = now + ms;
  };
  const lane = async (): Promise<void> => {
    while (windows.length < count) {
      await call();
      calls += 1;
      const now = performance.now();
      if (now >= until) endWindow(now);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { windows, calls };
}

async function repeat(call: Call, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await call();
}
