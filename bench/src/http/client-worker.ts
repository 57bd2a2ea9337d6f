/** The child process that calls: `client-worker.ts <subject> <url>`. */

import { measureBytes } from "../harness/bytes.ts";
import { serveMessages } from "../harness/worker.ts";
import { toCall } from "../subject/payload.ts";
import type { Payload } from "../subject/subject.ts";
import { findHttpSubject } from "./subjects.ts";

/** What the parent asks for. */
export type ClientTask =
  | ({ readonly kind: "round" } & RoundPlan)
  | { readonly kind: "bytes"; readonly payload: Payload };

/**
 * How a round is run: so many windows of so many milliseconds, one after the other, with so many
 * calls in flight all the time.
 */
export interface RoundPlan {
  readonly payload: Payload;
  readonly concurrency: number;
  readonly windows: number;
  readonly ms: number;
}

/** What a window found. */
export interface Window {
  readonly calls: number;
  /** Nanoseconds that it took. */
  readonly elapsed: number;
  /** CPU nanoseconds of this process. */
  readonly cpu: number;
}

/** One round. */
export interface ClientRound {
  readonly windows: readonly Window[];
  /** Calls of all windows, and those before and after them. */
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
 * Before the clock is started: while others had their turn, servers closed connections, caches
 * filled with other things, and the collector made the young generation small, which takes a
 * thousand calls or two to grow again. What is measured is steady work.
 */
const preludeMs = 50;

/**
 * Keeps so many calls in flight until all windows are over; each lane makes its next call when its
 * last is answered.
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
