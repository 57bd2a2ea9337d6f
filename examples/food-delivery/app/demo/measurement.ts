/** Runs the flows in one shape, often enough to measure the latency of each call. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFlows } from "./flows.ts";
import { addClosedRestaurant } from "./restaurants.ts";
import { type Shape, startShape } from "./shape.ts";
import type { Exchange } from "./transcript.ts";

/** Rounds before the measured ones: connections are open and code is compiled. */
const warmUpRounds = 20;
/** Measured rounds. */
export const measuredRounds = 50;

/** The transcript and the latencies of one shape. */
export interface Measurement {
  /** The first round's transcript. */
  readonly exchanges: readonly Exchange[];
  readonly text: string;
  /** Per exchange, the median over the measured rounds, in milliseconds. */
  readonly medians: readonly number[];
  /** `true` if every round had the same transcript. */
  readonly steady: boolean;
}

/** Starts a shape on an empty SQLite database per module, runs the flows, and stops it. */
export async function measureShape(shape: Shape): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), "food-delivery-"));
  try {
    const running = await startShape(shape, { DATA_DIR: folder });
    try {
      const restaurants = addClosedRestaurant(folder);
      const first = await runFlows(running.origin, restaurants);
      const rounds = [];
      for (let round = 1; round < warmUpRounds + measuredRounds; round += 1) {
        rounds.push(await runFlows(running.origin, restaurants));
      }
      const measured = rounds.slice(-measuredRounds);
      return {
        exchanges: first.exchanges,
        text: first.text,
        medians: first.exchanges.map((_, index) => median(measured.map((round) => round.exchanges[index]?.ms ?? 0))),
        steady: rounds.every((round) => round.text === first.text),
      };
    } finally {
      await running.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
