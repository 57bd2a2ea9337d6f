/** Whether a series of samples stays level. */

/** What a series does from its beginning to its end. */
export interface Course {
  /** The lowest of the first third. */
  readonly first: number;
  /** The lowest of the last third. */
  readonly last: number;
  readonly growth: number;
  /** Whether the growth is within the limit. */
  readonly flat: boolean;
}

/**
 * Compares the last third with the first, each by its lowest sample: what comes and goes leaves
 * that alone, a leak lifts it.
 * @throws {RangeError} for less than three samples.
 */
export function judgeCourse(samples: readonly number[], limit: number): Course {
  const third = Math.floor(samples.length / 3);
  if (third === 0) throw new RangeError(`judgeCourse: expected three samples or more, found ${samples.length}`);
  const first = Math.min(...samples.slice(0, third));
  const last = Math.min(...samples.slice(-third));
  return { first, last, growth: last - first, flat: last - first <= limit };
}
