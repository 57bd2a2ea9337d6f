/** Preparing many things, where nothing is timed yet. */

import { availableParallelism } from "node:os";

/**
 * Maps all items, as many at once as there are cores. Settles once nothing is running any more,
 * with what failed first if anything did.
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
