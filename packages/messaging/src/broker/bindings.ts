/** The bindings that a broker has been opened with, to declare them again after a loss. */

import type { Binding } from "./broker.ts";
import { assertBindings } from "./checks.ts";

/** A growing list of bindings. */
export class Bindings {
  #types = new Map<string, ReadonlySet<string>>();

  /**
   * Adds bindings.
   * @returns a function that takes them away again, for bindings that could not be declared.
   * @throws {TypeError} for names of another form.
   */
  add(bindings: readonly Binding[]): () => void {
    assertBindings(bindings);
    const before = this.#types;
    const after = new Map(before);
    for (const { consumer, types } of bindings) {
      after.set(consumer, new Set([...(before.get(consumer) ?? []), ...types]));
    }
    this.#types = after;
    return () => {
      if (this.#types === after) this.#types = before;
    };
  }

  /** All bindings, or those of one consumer. */
  list(consumer?: string): readonly Binding[] {
    return [...this.#types]
      .filter(([name]) => consumer === undefined || name === consumer)
      .map(([name, types]) => ({ consumer: name, types: [...types] }));
  }

  /**
   * Checks that a consumer is bound.
   * @throws {Error} naming it.
   */
  assertBound(consumer: string): void {
    if (this.#types.has(consumer)) return;
    throw new Error(`expected a consumer that the broker was opened with, found ${JSON.stringify(consumer)}`);
  }
}
