/** The binding of a corpus row: a probe to run, or the reason why there is none. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Shop } from "./shop.ts";

/** One row of the corpus. */
export interface Row {
  readonly id: string;
  readonly family: string;
  /** The hostile input, for readers. */
  readonly input: string;
  /** The required outcome, for readers. */
  readonly expect: string;
}

/** Sends the hostile input and checks the outcome. */
export interface Probe {
  readonly kind: "probe";
  run(shop: Shop): Promise<void>;
  /** Runs of the shop's handlers that are expected. Default 0. */
  readonly runs: number;
  /** The reading of the corpus row where it is not taken literally. */
  readonly note: string | undefined;
}

/** A row without a probe: it does not apply, or another test runs it. */
export interface Inapplicable {
  readonly kind: "inapplicable";
  readonly reason: string;
  /** `true` if another test runs the row. */
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

/**
 * Binds a row to the test file that runs it, relative to the root of the repository.
 * @throws {Error} if the file does not exist.
 */
export function runBy(file: string): Inapplicable {
  if (!existsSync(join(import.meta.dirname, "../../..", file)))
    throw new Error(`${file} expected a file that runs rows, found none`);
  return { kind: "inapplicable", reason: `run by ${file}`, elsewhere: true };
}
