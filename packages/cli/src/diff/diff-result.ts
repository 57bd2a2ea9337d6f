/** The options and the result of a comparison. */

import type { ConfigLocation } from "../config/load-config.ts";
import type { ContractChange } from "./change.ts";
import type { Side } from "./rule.ts";

/** The contracts to compare: two files, or the contracts of the repository with a commit. */
export interface DiffOptions extends ConfigLocation {
  /** Two `contract.json` files, the older first. Default: `against` decides. */
  readonly files?: readonly [before: string, after: string];
  /**
   * The commit that holds the snapshots before; the contracts after are those of the working tree.
   */
  readonly against?: string;
  /** Files or folders of recorded interactions. Default: none, and no consumer is named. */
  readonly interactions?: readonly string[];
}

/** The changes of one service. */
export interface ServiceDiff {
  /** The name of its contract. */
  readonly service: string;
  /**
   * The file that holds the contract after, from the top of the repository; left out for a service
   * that is gone.
   */
  readonly file?: string;
  /** At least one. */
  readonly changes: readonly ContractChange[];
}

/** The changes of all services. */
export interface DiffResult {
  /** Only services with changes. */
  readonly services: readonly ServiceDiff[];
  /** The number of changes that break no side. */
  readonly safe: number;
  /** The number of changes that break each side; some break two. */
  readonly breaking: Readonly<Record<Side, number>>;
  /** The consumers that recorded interactions and handled events show to break. */
  readonly consumers: readonly string[];
}
