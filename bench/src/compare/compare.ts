/**
 * `pnpm bench compare <ref>`: the in-process call of this working tree beside that of another
 * commit, in one run. Both are built the same way and take rounds in turn, in several pairs of
 * processes: two processes of the same code differ by early decisions of the compiler and the
 * collector, often by more than a change does.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MeasureOptions, Row } from "../harness/family.ts";
import { median } from "../harness/statistics.ts";
import { printNumber, printTime, type Table } from "../harness/table.ts";
import { type CallFigures, type MeasuredCall, measureCalls } from "../in-process/measure-calls.ts";
import { type Payload, payloads } from "../subject/subject.ts";
import { buildTree, extractCommit, findCommit, workingTree } from "./build-commit.ts";

/** One payload, before and now. Times are nanoseconds per call. */
export interface CompareRow extends Row {
  readonly family: "compare";
  readonly payload: Payload;
  /** The commit of the comparison. */
  readonly commit: string;
  readonly before: number;
  readonly now: number;
  /**
   * `now` divided by `before`, of each pair of processes: the median, and the range. Less is
   * better.
   */
  readonly ratio: number;
  readonly minRatio: number;
  readonly maxRatio: number;
  /** The same for CPU time. */
  readonly cpuRatio: number;
  readonly bytesBefore: number;
  readonly bytesNow: number;
  /** Rounds of each side, over all pairs. */
  readonly rounds: number;
}

/** The most pairs of processes; fewer for fewer rounds. */
const mostPairs = 4;
const defaultRounds = 96;

/**
 * Measures both.
 * @throws {RangeError} if `ref` names no commit.
 */
export async function compareWith(
  ref: string,
  options: Pick<MeasureOptions, "rounds" | "progress">,
): Promise<readonly CompareRow[]> {
  const { rounds = defaultRounds, progress } = options;
  const commit = await findCommit(ref);
  const folder = await mkdtemp(join(tmpdir(), "seamline-compare-"));
  try {
    progress(`building ${ref}`);
    const tree = join(folder, "tree");
    await extractCommit(commit, tree);
    const builds = [
      await buildTree(tree, join(folder, "before.mjs")),
      await buildTree(workingTree, join(folder, "now.mjs")),
    ];
    const pairs = Math.min(mostPairs, rounds);
    const roundsOfPair = Math.ceil(rounds / pairs);
    const cells = payloads.flatMap((payload) => Array.from({ length: pairs }, () => payload));
    const calls = cells.flatMap((payload) => builds.map((build) => toCall(build, payload)));
    const figures = await measureCalls(calls, roundsOfPair, progress);
    return payloads.map((payload) => {
      const of = figures.filter((_, index) => cells[index >> 1] === payload);
      const before = of.filter((_, index) => index % 2 === 0);
      const now = of.filter((_, index) => index % 2 === 1);
      return toRow(payload, commit, before, now, roundsOfPair * pairs);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function toCall(build: URL, payload: Payload): MeasuredCall {
  const program = new URL("worker.ts", import.meta.url);
  return {
    title: `${build.pathname.endsWith("now.mjs") ? "now" : "before"}, ${payload}`,
    program,
    args: [build.href, payload],
  };
}

/** @param before the figures of each pair of processes, in the order of `now`. */
export function toRow(
  payload: Payload,
  commit: string,
  before: readonly CallFigures[],
  now: readonly CallFigures[],
  rounds: number,
): CompareRow {
  const over = (read: (figures: CallFigures) => number): number[] =>
    now.map((figures, index) => read(figures) / read(before[index] as CallFigures));
  const ratios = over((figures) => figures.median);
  return {
    family: "compare",
    subject: "seamline",
    payload,
    commit,
    before: median(before.map((figures) => figures.median)),
    now: median(now.map((figures) => figures.median)),
    ratio: median(ratios),
    minRatio: Math.min(...ratios),
    maxRatio: Math.max(...ratios),
    cpuRatio: median(over(({ cpu }) => cpu)),
    bytesBefore: median(before.map(({ bytes }) => bytes)),
    bytesNow: median(now.map(({ bytes }) => bytes)),
    rounds,
  };
}

/** The rows as a table. */
export function toTable(rows: readonly CompareRow[]): Table {
  return {
    title: `One call in one process, beside ${rows[0]?.commit.slice(0, 7) ?? "no commit"}`,
    head: ["payload", "before", "now", "ratio", "min–max", "CPU ratio", "bytes before", "bytes now"],
    rows: rows.map((row) => [
      row.payload,
      printTime(row.before),
      printTime(row.now),
      printNumber(row.ratio),
      `${printNumber(row.minRatio)}–${printNumber(row.maxRatio)}`,
      printNumber(row.cpuRatio),
      printNumber(row.bytesBefore),
      printNumber(row.bytesNow),
    ]),
  };
}
