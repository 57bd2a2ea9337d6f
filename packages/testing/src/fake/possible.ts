/**
 * Arbitraries of which some may have no value: a union with an option that nothing fits, a list of
 * elements that cannot be drawn. The others are drawn instead.
 */

import fc from "fast-check";
import { FakeError } from "./fitting.ts";

/**
 * Draws from one of the candidates. One that cannot be made, or of which no value can be found, is
 * not tried again.
 * @param explain creates the error for the case that none is left.
 */
export function drawPossible(
  candidates: readonly (() => fc.Arbitrary<unknown>)[],
  explain: (reasons: readonly FakeError[]) => FakeError,
): fc.Arbitrary<unknown> {
  const reasons: FakeError[] = [];
  const possible = candidates.flatMap((make) => {
    try {
      return [make()];
    } catch (reason) {
      if (!(reason instanceof FakeError)) throw reason;
      reasons.push(reason);
      return [];
    }
  });
  if (possible.length === 0) throw explain(reasons);
  return new Possible(possible, reasons, { explain, inOrder: false });
}

/** Draws from the candidate, or the fallback if it has no value. */
export function drawElse(make: () => fc.Arbitrary<unknown>, fallback: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  try {
    return new Possible([make(), fallback], [], { explain: ([reason]) => reason as FakeError, inOrder: true });
  } catch (reason) {
    if (reason instanceof FakeError) return fallback;
    throw reason;
  }
}

interface Choice {
  readonly explain: (reasons: readonly FakeError[]) => FakeError;
  /** The first that has a value is drawn from, not any. */
  readonly inOrder: boolean;
}

/** The value's own context, and the arbitrary that it comes from. */
class Drawn {
  readonly arbitrary: fc.Arbitrary<unknown>;
  readonly context: unknown;

  constructor(arbitrary: fc.Arbitrary<unknown>, context: unknown) {
    this.arbitrary = arbitrary;
    this.context = context;
  }
}

class Possible extends fc.Arbitrary<unknown> {
  readonly #arbitraries: fc.Arbitrary<unknown>[];
  readonly #reasons: FakeError[];
  readonly #choice: Choice;

  constructor(arbitraries: readonly fc.Arbitrary<unknown>[], reasons: readonly FakeError[], choice: Choice) {
    super();
    this.#arbitraries = [...arbitraries];
    this.#reasons = [...reasons];
    this.#choice = choice;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<unknown> {
    while (this.#arbitraries.length > 0) {
      const index = this.#choice.inOrder ? 0 : random.nextInt(0, this.#arbitraries.length - 1);
      const arbitrary = this.#arbitraries[index] as fc.Arbitrary<unknown>;
      try {
        const { value, context } = arbitrary.generate(random, biasFactor);
        return new fc.Value(value, new Drawn(arbitrary, context));
      } catch (reason) {
        if (!(reason instanceof FakeError)) throw reason;
        this.#reasons.push(reason);
        this.#arbitraries.splice(index, 1);
      }
    }
    throw this.#choice.explain(this.#reasons);
  }

  override canShrinkWithoutContext(value: unknown): value is unknown {
    return this.#arbitraries.some((one) => one.canShrinkWithoutContext(value));
  }

  override shrink(value: unknown, context: unknown): fc.Stream<fc.Value<unknown>> {
    const source =
      context instanceof Drawn
        ? context
        : new Drawn(
            this.#arbitraries.find((one) => one.canShrinkWithoutContext(value)) ?? fc.constant(value),
            undefined,
          );
    return source.arbitrary
      .shrink(value, source.context)
      .map((drawn) => new fc.Value(drawn.value, new Drawn(source.arbitrary, drawn.context)));
  }
}
