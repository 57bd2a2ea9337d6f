/**
 * The process measured for promoted objects: calls to a module in-process and over HTTP, and the
 * bytes that each leaves in the old generation.
 */

import { GCProfiler, getHeapSpaceStatistics } from "node:v8";
import { runConcurrently } from "../sampling/sampling.ts";
import { stockContract } from "./stock.ts";
import { startStockPair } from "./stock-pair.ts";

/** Bytes per call that V8's old generation has grown by, by transport and calls in flight. */
export type YoungCallsReport = Readonly<Record<string, number>>;

/** Calls after which code is compiled, pools are filled, and the young generation has its size. */
const warmUpCalls = 6_000;

/**
 * The least of several measurements counts: now and then the compiler, or a cache, keeps something
 * for good.
 */
const measures = 3;

const { caller, callee } = await startStockPair();

/** Bytes of all spaces except the new ones. */
function measureOld(): number {
  const old = getHeapSpaceStatistics().filter(({ space_name: name }) => /^(?:old|large_object)_space$/.test(name));
  return old.reduce((sum, { space_used_size: size }) => sum + size, 0);
}

/** Bytes per call. `undefined` if the old generation was collected meanwhile. */
async function measure(calls: number, width: number, call: () => Promise<void>): Promise<number | undefined> {
  globalThis.gc?.();
  await runConcurrently(warmUpCalls / measures, width, call);
  const profiler = new GCProfiler();
  profiler.start();
  const before = measureOld();
  await runConcurrently(calls, width, call);
  const growth = measureOld() - before;
  const collections = profiler.stop().statistics;
  return collections.every(({ gcType }) => gcType === "Scavenge") ? growth / calls : undefined;
}

const calls = Number(process.argv[2]);
const report: Record<string, number> = {};
for (const [transport, application, times] of [
  ["in-process", callee, 10],
  ["http", caller, 1],
] as const) {
  const client = application.client(stockContract);
  const call = async (): Promise<void> => {
    await client.order({ token: "good" });
  };
  for (const width of [1, 16, 64]) {
    await runConcurrently(warmUpCalls, width, call);
    const found: number[] = [];
    for (let count = 0; count < measures; count += 1) {
      const bytes = await measure(calls * times, width, call);
      if (bytes !== undefined) found.push(bytes);
    }
    const name = `${transport}, ${width} in flight`;
    if (found.length === 0)
      throw new Error(`${name}: expected the old generation to stay small, found it collected each time`);
    report[name] = Math.min(...found);
  }
}
await caller.stop();
await callee.stop();
process.stdout.write(JSON.stringify(report));
