/**
 * Rounds: subjects take turns, one short round each, in an order that changes from turn to turn. A
 * temporary disturbance then affects all of them, and the median leaves it out.
 */

/** A subject that can run for one round. */
export interface Runnable<Result> {
  /** The subject has a turn in every n-th round. Default: in all. */
  readonly every?: number | undefined;
  run(): Promise<Result>;
}

/** The number of rounds, and a listener for progress. */
export interface RoundsOptions {
  readonly rounds: number;
  /** Rounds before the first that counts. */
  readonly warmUp: number;
  onRound?(round: number): void;
}

/**
 * Runs all subjects, one at a time, and resolves with the results of each, in the order of
 * `subjects`.
 */
export async function runRounds<Result>(
  subjects: readonly Runnable<Result>[],
  { rounds, warmUp, onRound }: RoundsOptions,
): Promise<readonly (readonly Result[])[]> {
  const results: Result[][] = subjects.map(() => []);
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const index of turnOrder(subjects.length, round + warmUp)) {
      const subject = subjects[index] as Runnable<Result>;
      if (round % (subject.every ?? 1) !== 0) continue;
      const result = await subject.run();
      if (round >= 0) (results[index] as Result[]).push(result);
    }
    if (round >= 0) onRound?.(round + 1);
  }
  return results;
}

/**
 * Forwards, then backwards, then from the next subject on: no subject always follows the same
 * neighbour.
 */
export function turnOrder(count: number, turn: number): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => (index + (turn >> 1)) % count);
  return turn % 2 === 0 ? order : order.reverse();
}
