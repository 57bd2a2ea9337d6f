/** The settings of guards: what they may be, and what holds when a guard is on and nobody says more. */

import type { GuardRule, GuardViolation } from "./guard-violation.ts";

/** `error` refuses the call and reports, `warn` reports. */
export type GuardMode = "error" | "warn" | "off";

/** The words of {@link GuardMode}. */
export const guardModes: readonly GuardMode[] = ["error", "warn", "off"];

/** The settings of one guard. */
export interface ResolvedGuard {
  /** The reaction to a violation. Default: the mode of all guards. */
  readonly mode: GuardMode;
  /**
   * The number that it allows, from 0: calls within one transaction (default 0), calls of one
   * operation while one call is handled (5), calls nested in one another (8).
   */
  readonly max: number;
  /**
   * Services (`restaurant`) and operations (`restaurant.getRestaurant`) whose calls it lets pass.
   * Default: none.
   */
  readonly except: readonly string[];
}

/** The settings of one guard, each with a default. */
export type GuardRuleOptions = { readonly [Name in keyof ResolvedGuard]?: ResolvedGuard[Name] | undefined };

/** The guards of an application, all together and one by one. */
export interface GuardOptions {
  /** The mode of every guard that has none of its own. Default: `error`. */
  readonly mode?: GuardMode | undefined;
  /** Single guards, by name: a mode, or more settings. Default: none. */
  readonly rules?: { readonly [Rule in GuardRule]?: GuardMode | GuardRuleOptions | undefined } | undefined;
  /**
   * Receives every violation, of refused calls too. What it throws is dropped. Default: one line on
   * stderr.
   */
  readonly report?: ((violation: GuardViolation) => void) | undefined;
}

/** The settings of every guard. */
export type ResolvedGuards = Readonly<Record<GuardRule, ResolvedGuard>>;

/** What each guard allows by default. */
export const defaultMax: Readonly<Record<GuardRule, number>> = {
  "no-call-in-transaction": 0,
  "n-plus-one": 5,
  "call-depth": 8,
};
