/** Concurrent preparation, before anything is timed. */

import { availableParallelism } from "node:os";

/**
 * Maps all items, as many at once as there are cores. Settles when all have settled; rejects with
 * the first failure.
 */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const pending = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of pending) results[index] = await map(item);
  };
  for (const settled of await Promise.allSettled(Array.from({ length: availableParallelism() }, lane))) {
    if (settled.status === "rejected") throw settled.reason;
  }
  return results;
}
