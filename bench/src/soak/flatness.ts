/** The growth of a series of samples. */

/** A series from its beginning to its end. */
export interface Course {
  /** The lowest of the first third. */
  readonly first: number;
  /** The lowest of the last third. */
  readonly last: number;
  readonly growth: number;
  /** `true` if the growth is within the limit. */
  readonly flat: boolean;
}

/**
 * Compares the last third with the first, each by its lowest sample: temporary use does not change
 * it, a leak raises it.
 * @throws {RangeError} for fewer than three samples.
 */
export function judgeCourse(samples: readonly number[], limit: number): Course {
  const third = Math.floor(samples.length / 3);
  if (third === 0) throw new RangeError(`judgeCourse: expected three samples or more, found ${samples.length}`);
  const first = Math.min(...samples.slice(0, third));
  const last = Math.min(...samples.slice(-third));
  return { first, last, growth: last - first, flat: last - first <= limit };
}
