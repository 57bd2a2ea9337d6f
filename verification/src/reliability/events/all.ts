/** The figures of events, for the databases that are reachable. */

import type { Figure } from "../figure.ts";
import { listDialects } from "./databases.ts";
import { killsIn, withoutOutbox } from "./kills-figure.ts";

/** Lists the figures, in the order in which they run. */
export async function listEventFigures(): Promise<readonly Figure[]> {
  const dialects = await listDialects();
  return [...dialects.map(killsIn), withoutOutbox];
}
