/** `diff`: what has changed between two builds of contracts, and whom that breaks. */

import type { DiffOptions, DiffResult } from "./diff-result.ts";

/**
 * Compares.
 * @throws {UserError} when there is nothing to compare, or a snapshot or recording cannot be read.
 */
export async function diff(options: DiffOptions): Promise<DiffResult> {
  const { compareSources } = await import("./compare-sources.ts"); // zod: only who compares waits for it
  return await compareSources(options);
}
