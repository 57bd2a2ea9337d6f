/** A figure of reliability: a measurement against a target, at any scale. */

/** The outcome of a run. */
export interface Finding {
  /** The measurement, in words and numbers. */
  readonly measured: string;
  /** Violations that are never allowed, on any machine and at any scale. At most ten lines. */
  readonly faults: readonly string[];
  /**
   * `true` if times and counts are within the target; only a full run on a quiet machine decides.
   * Default `true`.
   */
  readonly withinTarget?: boolean;
}

/**
 * One figure. A file in `figures/` exports it under the name `figure`, and `figures/all.ts` lists
 * it.
 */
export interface Figure {
  readonly name: string;
  readonly target: string;
  /** The scale of a run of about a second, for the test suite. */
  readonly sampleScale: number;
  /** @param scale 1 is the full run; less makes fewer calls, by that factor. */
  run(scale: number): Promise<Finding>;
}

/** One row of the result, printed and written. */
export interface Row {
  readonly name: string;
  readonly target: string;
  readonly measured: string;
  readonly ok: boolean;
}

/** Runs a figure. A run that throws is a row that is not ok. */
export async function runFigure(figure: Figure, scale: number): Promise<Row & Pick<Finding, "faults">> {
  const { name, target } = figure;
  try {
    const { measured, faults, withinTarget = true } = await figure.run(scale);
    return { name, target, measured, ok: faults.length === 0 && withinTarget, faults };
  } catch (reason) {
    const fault = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    return { name, target, measured: "the run failed", ok: false, faults: [fault] };
  }
}

/** Counts faults by their text, so that ten thousand equal ones are one line. */
export class Faults {
  readonly #counts = new Map<string, number>();

  add(fault: string): void {
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The ten most frequent. */
  get lines(): readonly string[] {
    const sorted = [...this.#counts].sort(([, one], [, other]) => other - one);
    return sorted.slice(0, 10).map(([fault, count]) => (count === 1 ? fault : `${fault} (${count} times)`));
  }
}
