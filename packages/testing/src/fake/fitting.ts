/** Arbitraries that keep only what fits a schema, and give up with a clear error where nothing does. */

import fc from "fast-check";

/** How many values in a row may not fit before it is an error. */
export const maxTries = 1000;

/**
 * Thrown when a schema cannot be faked without help; the message has the path and the next step.
 */
export class FakeError extends TypeError {}

/** Keeps what `fits`; shrinks within it. @param explain makes the error after {@link maxTries}. */
export function keepFitting<Value>(
  inner: fc.Arbitrary<Value>,
  fits: (value: Value) => boolean,
  explain: () => FakeError,
): fc.Arbitrary<Value> {
  return new Fitting(inner, fits, explain);
}

/** As `inner.filter`, which would search for ever. */
class Fitting<Value> extends fc.Arbitrary<Value> {
  readonly #inner: fc.Arbitrary<Value>;
  readonly #fits: (value: Value) => boolean;
  readonly #explain: () => FakeError;

  constructor(inner: fc.Arbitrary<Value>, fits: (value: Value) => boolean, explain: () => FakeError) {
    super();
    this.#inner = inner;
    this.#fits = fits;
    this.#explain = explain;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<Value> {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const drawn = this.#inner.generate(random, biasFactor);
      if (this.#fits(drawn.value)) return drawn;
    }
    throw this.#explain();
  }

  override canShrinkWithoutContext(value: unknown): value is Value {
    return this.#inner.canShrinkWithoutContext(value) && this.#fits(value);
  }

  override shrink(value: Value, context: unknown): fc.Stream<fc.Value<Value>> {
    return this.#inner.shrink(value, context).filter((drawn) => this.#fits(drawn.value));
  }
}

/** How many values of a candidate are looked at. */
const probes = 40;

/**
 * The candidate whose values fit best; the first of which half fit is good enough. Candidates that cannot be made are passed over.
 * `undefined` when none could be made.
 */
export function chooseFitting<Value>(
  candidates: readonly (() => fc.Arbitrary<Value>)[],
  fits: (value: Value) => boolean,
): fc.Arbitrary<Value> | undefined {
  let best: { readonly arbitrary: fc.Arbitrary<Value>; readonly score: number } | undefined;
  for (const make of candidates) {
    let arbitrary: fc.Arbitrary<Value>;
    let score: number;
    try {
      arbitrary = make();
      score = fc.sample(arbitrary, { seed: 1, numRuns: probes }).filter(fits).length;
    } catch {
      continue; // a pattern that cannot be drawn from, or a schema that needs help
    }
    if (score * 2 >= probes) return arbitrary;
    if (best === undefined || score > best.score) best = { arbitrary, score };
  }
  return best?.arbitrary;
}
