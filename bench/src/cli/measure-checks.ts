/** Measures checks of boundaries, ours and peers', on the same files with the same rules. */

import { rm } from "node:fs/promises";
import type { MeasureOptions } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { median, summarise } from "../harness/statistics.ts";
import type { Repository } from "../repository/create-repository.ts";
import { createLargeRepository, namesViolations, withViolations } from "./check-repository.ts";
import type { Checker } from "./checkers.ts";
import { caches } from "./commands.ts";
import { type WeighedOutcome, weigh } from "./peak-memory.ts";
import type { CheckRow } from "./row.ts";

/** The number of files that are checked. */
export const files = 2_000;

/** The cache when a checker starts: empty, or from the previous run. */
export const states = ["cold", "warm"] as const;

type PerState<Value> = Readonly<Record<(typeof states)[number], Value>>;

/** The subject of a row. */
export function nameCheck(checker: Checker, state: (typeof states)[number]): string {
  return `${checker.name} (${state})`;
}

/** Measures checkers, each cold and then warm. `floor`: nanoseconds that ratios refer to. */
export async function measureChecks(
  chosen: readonly Checker[],
  floor: number,
  options: MeasureOptions,
): Promise<readonly CheckRow[]> {
  await using repository = await createLargeRepository("packed", files);
  const found: PerState<boolean>[] = [];
  for (const checker of chosen) {
    options.progress(`cli: probing ${checker.name}`);
    found.push(await probe(repository, checker));
  }
  const rounds = await runRounds(
    chosen.map((checker) => limit(checker.rounds, () => inBothStates(repository, () => start(repository, checker)))),
    {
      rounds: options.rounds ?? 7,
      warmUp: 0, // probing was one
      onRound: (round) => options.progress(`cli: round ${round} of checks`),
    },
  );
  return chosen.flatMap((checker, index) =>
    states.map((state): CheckRow => {
      const outcomes = (rounds[index] as (typeof rounds)[number]).flatMap((both) => (both ? [both[state]] : []));
      const spread = summarise(outcomes.map(({ elapsed }) => elapsed));
      return {
        family: "cli",
        kind: "check",
        subject: nameCheck(checker, state),
        files,
        found: (found[index] as PerState<boolean>)[state],
        ratioToFloor: spread.median / floor,
        ...spread,
        peak: median(outcomes.map(({ peak }) => peak)),
      };
    }),
  );
}

/** `true` per state if the checker reports the violations. */
export function probe(repository: Repository, checker: Checker): Promise<PerState<boolean>> {
  // A violation ends the program with an exit code other than 0; the error holds its output.
  const failing = (): Promise<boolean> =>
    start(repository, checker).then(
      () => false,
      (reason: Error) => namesViolations(reason.message),
    );
  return withViolations(repository, () => inBothStates(repository, failing));
}

/** Runs first without a cache, then with the cache of the first run. */
async function inBothStates<Result>(repository: Repository, run: () => Promise<Result>): Promise<PerState<Result>> {
  await rm(repository.at(caches), { recursive: true, force: true });
  const cold = await run();
  return { cold, warm: await run() };
}

function start(repository: Repository, { args, configure }: Checker): Promise<WeighedOutcome> {
  const program = configure === undefined ? [repository.bin, ...args] : args;
  return weigh(repository, program, { NODE_COMPILE_CACHE: repository.at(`${caches}/node`) });
}

/** Skips all rounds after the given number. */
function limit<Result>(rounds = Infinity, run: () => Promise<Result>): { run(): Promise<Result | undefined> } {
  let started = 0;
  return {
    run: async () => {
      started += 1;
      return started > rounds ? undefined : run();
    },
  };
}
