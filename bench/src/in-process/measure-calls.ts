/** Measures in-process calls: each in a child process, all of them taking rounds in turn. */

import { mapAtOnce } from "../harness/at-once.ts";
import type { MeasureOptions } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { median, type Spread, summarise } from "../harness/statistics.ts";
import { startWorker, type Worker } from "../harness/worker.ts";
import type { Round, Task } from "./serve-rounds.ts";

/** A measured call. */
export interface MeasuredCall {
  /** The title in progress reports. */
  readonly title: string;
  /** A program that ends in `serveRounds`, and its arguments. */
  readonly program: URL;
  readonly args: readonly string[];
}

/** The figures of a call. Nanoseconds per call. */
export interface CallFigures extends Spread {
  readonly cpu: number;
  /** Bytes of V8 heap allocated per call. */
  readonly bytes: number;
}

const warmUpRounds = 3;

/** Measures calls, and resolves with the figures of each, in their order. */
export async function measureCalls(
  calls: readonly MeasuredCall[],
  rounds: number,
  progress: MeasureOptions["progress"],
): Promise<readonly CallFigures[]> {
  const workers: Worker[] = [];
  try {
    const started = await mapAtOnce(calls, async ({ title, program, args }) => {
      progress(`warming up ${title}`);
      const worker = await startWorker(program, args, ["--expose-gc"]);
      workers.push(worker);
      const perRound = await worker.ask<number>({ kind: "calibrate" } satisfies Task);
      return {
        run: () => worker.ask<Round>({ kind: "round", calls: perRound } satisfies Task),
        measureBytes: () => worker.ask<number>({ kind: "bytes" } satisfies Task),
      };
    });
    const results = await runRounds(started, {
      rounds,
      warmUp: warmUpRounds,
      onRound: (round) => progress(`round ${round} of ${rounds}`),
    });
    const figures: CallFigures[] = [];
    for (const [index, { measureBytes }] of started.entries()) {
      const found = results[index] as readonly Round[];
      figures.push({
        ...summarise(found.map(({ time }) => time)),
        cpu: median(found.map(({ cpu }) => cpu)),
        bytes: await measureBytes(),
      });
    }
    return figures;
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}
