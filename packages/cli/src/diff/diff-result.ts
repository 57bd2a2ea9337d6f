/** What is compared, and what a comparison finds. */

import type { ConfigLocation } from "../config/load-config.ts";
import type { ContractChange } from "./change.ts";
import type { Side } from "./rule.ts";

/** What to compare: two files, or the contracts of the repository with a commit. */
export interface DiffOptions extends ConfigLocation {
  /** Two `contract.json` files, the older first. */
  readonly files?: readonly [before: string, after: string];
  /**
   * The commit that holds the snapshots before; the contracts after are those of the working tree.
   */
  readonly against?: string;
  /** Files or folders of recorded interactions. Default: none, and no consumer is named. */
  readonly interactions?: readonly string[];
}

/** What has changed in one service. */
export interface ServiceDiff {
  readonly service: string;
  /**
   * The file that holds the contract after, from the top of the repository; left out for a service
   * that is gone.
   */
  readonly file?: string;
  readonly changes: readonly ContractChange[];
}

/** What has changed in all. */
export interface DiffResult {
  /** Only services with changes. */
  readonly services: readonly ServiceDiff[];
  /** How many changes break nobody. */
  readonly safe: number;
  /** How many changes break callers, and how many break handlers; some break both. */
  readonly breaking: Readonly<Record<Side, number>>;
  /** The consumers that recorded interactions show to break. */
  readonly consumers: readonly string[];
}
