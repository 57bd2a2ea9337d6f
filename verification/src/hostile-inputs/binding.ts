/** What a row of the corpus is bound to: a probe that runs, or the reason why there is nothing to run. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Shop } from "./shop.ts";

/** One row of the corpus. */
export interface Row {
  readonly id: string;
  readonly family: string;
  /** The hostile input, in words for people. */
  readonly input: string;
  /** What must come of it, in words for people. */
  readonly expect: string;
}

/** Sends the hostile input and checks what came of it. */
export interface Probe {
  readonly kind: "probe";
  run(shop: Shop): Promise<void>;
  /** How often handlers of the shop run. Default 0. */
  readonly runs: number;
  /** Why the expectation of the corpus is read in this way, where it is not taken literally. */
  readonly note: string | undefined;
}

/** A row that has nothing to run against, or that a test of its own runs. */
export interface Inapplicable {
  readonly kind: "inapplicable";
  readonly reason: string;
  /** Whether a test of its own runs the row. */
  readonly elsewhere: boolean;
}

/** The rows of one family, by id. */
export type Bindings = Readonly<Record<string, Probe | Inapplicable>>;

/** Binds a row to a probe. */
export function probe(run: Probe["run"], options: { readonly runs?: number; readonly note?: string } = {}): Probe {
  return { kind: "probe", run, runs: options.runs ?? 0, note: options.note };
}

/** Binds a row to the reason why it does not apply. */
export function inapplicable(reason: string): Inapplicable {
  return { kind: "inapplicable", reason, elsewhere: false };
}

/** The row is run by a test that has what it needs, named from the root of the repository. @throws {Error} when it is gone. */
export function runBy(file: string): Inapplicable {
  if (!existsSync(join(import.meta.dirname, "../../..", file))) throw new Error(`${file} runs rows, but is not there`);
  return { kind: "inapplicable", reason: `run by ${file}`, elsewhere: true };
}
