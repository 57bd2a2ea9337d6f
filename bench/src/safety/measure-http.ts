/**
 * Measures calls over HTTP with one more feature, as the `http` family measures its subjects,
 * several times over.
 */

import type { MeasureOptions } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { median } from "../harness/statistics.ts";
import { type Cell, type CellFigures, startCells, toFigures } from "../http/cells.ts";
import { configurations } from "../http/subjects.ts";
import { type SafetyRow, toCost } from "./row.ts";

const runs = 3;
const defaultRounds = 6;
/** Calls in flight: enough that the processes never wait, so that only their CPU counts. */
const inFlight = 64;

/** The configuration that ratios refer to: no feature added. */
const [plainName = ""] = Object.keys(configurations);

interface Measured {
  readonly cell: Pick<Cell, "subject" | "payload" | "concurrency">;
  readonly bytes: number;
  readonly figures: CellFigures;
}

/** Measures configurations by name; always the one without features. */
export async function measureHttp(names: readonly string[], options: MeasureOptions): Promise<readonly SafetyRow[]> {
  const all = [...new Set([plainName, ...names])];
  const found: (readonly Measured[])[] = [];
  for (let run = 1; run <= runs; run += 1) found.push(await measureOnce(all, options, run));
  const [first = []] = found;
  return first.map(({ cell, bytes }, index): SafetyRow => {
    const { payload, concurrency } = cell;
    const plainIndex = first.findIndex(({ cell: one }) => one.subject === plainName && one.payload === payload);
    const of = (at: number): readonly CellFigures[] => found.map((cells) => (cells[at] as Measured).figures);
    const [own, plain] = [of(index), of(plainIndex)];
    return {
      family: "safety",
      subject: cell.subject,
      transport: "http",
      from: "outside",
      payload,
      concurrency,
      ...toAddition(own, plain, (figures) => figures.cpu),
      median: median(own.map((figures) => figures.median)),
      min: Math.min(...own.map(({ min }) => min)),
      max: Math.max(...own.map(({ max }) => max)),
      rounds: own.reduce((sum, { rounds }) => sum + rounds, 0),
      cpuPerCall: median(own.map(({ cpu }) => cpu)),
      bytesPerCall: bytes,
      server: {
        ...toAddition(own, plain, (figures) => figures.serverCpu),
        cpuPerCall: median(own.map(({ serverCpu }) => serverCpu)),
      },
    };
  });
}

/** The addition to the plain call; its share is of that call. */
function toAddition(
  own: readonly CellFigures[],
  plain: readonly CellFigures[],
  read: (figures: CellFigures) => number,
): ReturnType<typeof toCost> {
  const cost = toCost(own.map(read), plain.map(read));
  return { ...cost, share: cost.cost / median(plain.map(read)) };
}

async function measureOnce(
  names: readonly string[],
  options: MeasureOptions,
  run: number,
): Promise<readonly Measured[]> {
  const { cells, stop } = await startCells(names, { concurrencies: [inFlight], replicas: 1 }, options.progress);
  try {
    const results = await runRounds(cells, {
      rounds: options.rounds ?? defaultRounds,
      warmUp: 1,
      onRound: (round) => options.progress(`over HTTP, run ${run} of ${runs}, round ${round}`),
    });
    const measured: Measured[] = [];
    for (const [index, cell] of cells.entries()) {
      measured.push({ cell, bytes: await cell.measureBytes(), figures: toFigures(results[index] ?? []) });
    }
    return measured;
  } finally {
    await stop();
  }
}
