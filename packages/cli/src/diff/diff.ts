/**
 * `diff`: the changes between two versions of contracts, and the sides that they break.
 */

import type { DiffOptions, DiffResult } from "./diff-result.ts";

/**
 * Compares contracts.
 * @throws {UserError} if there is nothing to compare, or a snapshot or recording cannot be read.
 */
export async function diff(options: DiffOptions): Promise<DiffResult> {
  const { compareSources } = await import("./compare-sources.ts"); // loads zod, so only when comparing
  return await compareSources(options);
}
