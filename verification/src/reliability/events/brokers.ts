/** The brokers of a run, each watched at the moment between storing a batch and acknowledging it. */

import type { Killer } from "./kill-points.ts";

/** The providers of a run. */
export function brokerProviders(_killer: Killer): readonly never[] {
  return [];
}
