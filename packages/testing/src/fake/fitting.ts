/**
 * Arbitraries that keep only values that fit a schema, and fail after a bounded number of tries.
 */

import fc from "fast-check";

/** The number of values in a row that may be discarded before drawing fails. */
export const maxTries = 1000;

/** Thrown if a schema needs an override to be faked; the message has the path and the next step. */
export class FakeError extends TypeError {}

/** The next step in messages: the override of a path. */
export function adviceFor(path: string): string {
  return `override it: { fields: { ${JSON.stringify(path)}: … } } with a value or an arbitrary, or { types: … } by its id`;
}

/**
 * Keeps the values that fit, also while shrinking.
 * @param explain creates the error that is thrown after {@link maxTries}.
 */
export function keepFitting<Value>(
  inner: fc.Arbitrary<Value>,
  fits: (value: Value) => boolean,
  explain: () => FakeError,
): fc.Arbitrary<Value> {
  return new Fitting(inner, fits, explain);
}

/** An arbitrary like `inner.filter`, which has no bound of tries. */
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

/** The number of sampled values per candidate. */
const probes = 40;

/**
 * Chooses the first candidate of whose values at least half fit, or else the one with the most.
 * Candidates that throw are skipped; `undefined` if all throw.
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
