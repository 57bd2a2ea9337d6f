/** Runs the flows in one shape, often enough to measure the latency of each call. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Variables } from "./application-process.ts";
import { runFlows } from "./flows.ts";
import { addClosedRestaurant } from "./restaurants.ts";
import type { RunningShape } from "./shape.ts";
import type { Exchange } from "./transcript.ts";

/** Rounds before the measured ones, in which connections are opened and code is compiled, and those. */
const roundsOf = {
  calls: { warmUp: 20, measured: 50 },
  events: { warmUp: 5, measured: 15 },
} as const;

/** The transcript and the latencies of one shape. */
export interface Measurement {
  /** The first round's transcript. */
  readonly exchanges: readonly Exchange[];
  readonly text: string;
  /** The number of measured rounds. */
  readonly rounds: number;
  /** Per exchange, the median over the measured rounds, in milliseconds. */
  readonly medians: readonly number[];
  /** `true` if every round had the same transcript. */
  readonly steady: boolean;
}

/** The processes to measure. */
export interface MeasuredShape {
  /** Starts the processes with the given variables. */
  start(variables: Variables): Promise<RunningShape>;
  readonly stage: "calls" | "events";
  /** Variables of every process, beside those of the stage and the databases. Default: none. */
  readonly variables?: Variables;
  /** Receives the number of rounds that are over. */
  onRound?(done: number, all: number): void;
}

/** Starts a shape on an empty SQLite database per module, runs the flows, and stops it. */
export async function measureShape({ start, stage, variables, onRound }: MeasuredShape): Promise<Measurement> {
  const { warmUp, measured: count } = roundsOf[stage];
  const folder = await mkdtemp(join(tmpdir(), "food-delivery-"));
  try {
    const running = await start({ ...variables, SEAMLINE_STAGE: stage, DATA_DIR: folder });
    try {
      const restaurants = addClosedRestaurant(folder);
      const first = await runFlows(running.origin, restaurants, stage);
      const rounds = [];
      for (let round = 1; round < warmUp + count; round += 1) {
        onRound?.(round, warmUp + count);
        rounds.push(await runFlows(running.origin, restaurants, stage));
      }
      const measured = rounds.slice(-count);
      return {
        exchanges: first.exchanges,
        text: first.text,
        rounds: count,
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
