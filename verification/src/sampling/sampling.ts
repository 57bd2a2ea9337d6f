/**
 * Sampling: the number of calls in a run at a scale, their concurrency, and percentiles of their
 * times.
 */

/** The share of `full` for a run at a scale; at least one. */
export function scaled(full: number, scale: number): number {
  return Math.max(1, Math.round(full * scale));
}

/** Takes that many items, from the first on, at even distances. */
export function takeEvenly<Item>(items: readonly Item[], count: number): readonly Item[] {
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)] as Item);
}

/**
 * The value below which the given share of the values lies; 0 of none. @param share from 0 to 1:
 * 0.99 for p99.
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Calls `work` for 0, 1, … below `count`, `width` at a time. */
export async function runConcurrently(
  count: number,
  width: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
}
