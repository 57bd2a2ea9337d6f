/** The process measured for leaks: a caller and a callee, many calls, then silence. */

import { getEventListeners } from "node:events";
import { ServiceError } from "@seamline/core";
import { runConcurrently } from "../sampling/sampling.ts";
import { SoldOut, stockContract } from "./stock.ts";
import { startStockPair } from "./stock-pair.ts";

/** The measurements of the program. */
export interface LeakReport {
  /** Resources that would keep the process alive after `stop`: sockets, servers, timers. */
  readonly resources: readonly string[];
  /** Listeners on a signal that calls shared. */
  readonly listeners: number;
  /** Bytes of heap in use after the calls, less those after the warm-up. */
  readonly growth: number;
  /** The calls by outcome. */
  readonly outcomes: string;
  readonly faults: readonly string[];
}

const width = 50;

/** Calls after which the heap is warm: code is compiled, pools are filled. */
const warmUpCalls = 3_000;

const { caller, callee } = await startStockPair({
  order({ token }) {
    if (token === "fail") throw new SoldOut({ token });
    return { token, by: "stock" };
  },
});
const client = caller.client(stockContract);

const shared = new AbortController();
const outcomes = { succeeded: 0, failed: 0, aborted: 0 };
const faults = new Set<string>();

/**
 * Makes one call: of ten, three are aborted in the middle and one fails. Half of the others share a
 * signal.
 */
async function call(index: number): Promise<void> {
  const kind = index % 10;
  try {
    if (kind < 3) {
      const controller = new AbortController();
      const pending = client.wait({ token: "abort" }, { signal: controller.signal });
      setImmediate(() => controller.abort());
      await pending;
    } else {
      await client.order({ token: kind === 3 ? "fail" : "good" }, kind % 2 === 0 ? { signal: shared.signal } : {});
    }
    outcomes.succeeded += 1;
    if (kind <= 3) faults.add(`a call succeeded that had to be ${kind < 3 ? "aborted" : "refused"}`);
  } catch (reason) {
    if (ServiceError.is(reason) && reason.code === "canceled" && kind < 3) outcomes.aborted += 1;
    else if (reason instanceof SoldOut && kind === 3) outcomes.failed += 1;
    else faults.add(String(reason));
  }
}

/** Bytes of heap in use after several collections: finalizers run between them. */
async function measureHeap(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

await runConcurrently(warmUpCalls, width, call);
const before = await measureHeap();
await runConcurrently(Number(process.argv[2]), width, call);
const growth = (await measureHeap()) - before;
const listeners = getEventListeners(shared.signal, "abort").length;
await caller.stop();
await callee.stop();
// Closed resources are gone a few turns later.
for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
const resources = process.getActiveResourcesInfo().filter((name) => /TCP|Timeout|Immediate|Connect/.test(name));
const counts = `${outcomes.succeeded} succeeded, ${outcomes.failed} failed, ${outcomes.aborted} aborted`;
const report: LeakReport = { resources, listeners, growth, outcomes: counts, faults: [...faults].slice(0, 10) };
process.send?.(report, () => process.disconnect());
