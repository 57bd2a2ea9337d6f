/**
 * Bytes of V8 heap that a call allocates: the growth of the heap over a few calls without a
 * collection.
 */

import { GCProfiler, getHeapStatistics } from "node:v8";
import { median } from "./statistics.ts";

const samples = 5;

/**
 * Bytes per call. Needs `--expose-gc`.
 * @throws {Error} if a collection interrupts even single calls.
 */
export async function measureBytes(repeat: (calls: number) => Promise<void>): Promise<number> {
  for (let calls = 64; calls >= 1; calls /= 4) {
    const found: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) {
      const overhead = await grow(repeat, 0);
      const growth = await grow(repeat, calls);
      if (overhead !== undefined && growth !== undefined) found.push((growth - overhead) / calls);
    }
    if (found.length > samples / 2) return Math.round(median(found));
  }
  throw new Error("expected a call that allocates less than the young generation holds");
}

/** The growth of the heap; `undefined` if a collection ran meanwhile. */
async function grow(repeat: (calls: number) => Promise<void>, calls: number): Promise<number | undefined> {
  if (globalThis.gc === undefined) throw new Error("expected --expose-gc");
  globalThis.gc();
  const profiler = new GCProfiler();
  profiler.start();
  const before = getHeapStatistics().used_heap_size;
  await repeat(calls);
  const after = getHeapStatistics().used_heap_size;
  return profiler.stop().statistics.length === 0 ? after - before : undefined;
}
