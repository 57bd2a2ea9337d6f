/** The options of guards, and their defaults. */

import type { GuardRule, GuardViolation } from "./guard-violation.ts";

/** `error` refuses the call and reports, `warn` reports. */
export type GuardMode = "error" | "warn" | "off";

/** The values of {@link GuardMode}. */
export const guardModes: readonly GuardMode[] = ["error", "warn", "off"];

/** The options of one guard, after defaults. */
export interface ResolvedGuard {
  /** The reaction to a violation. Default: the mode of all guards. */
  readonly mode: GuardMode;
  /**
   * The number that it allows, from 0: calls within one transaction (default 0), calls of one
   * operation while one call is handled (5), calls nested in one another (8), calls in the frame of
   * one call after its end (0).
   */
  readonly max: number;
  /**
   * Services (`restaurant`) and operations (`restaurant.getRestaurant`) whose calls it lets pass.
   * Default: none.
   */
  readonly except: readonly string[];
}

/** The options of one guard, each with a default. */
export type GuardRuleOptions = { readonly [Name in keyof ResolvedGuard]?: ResolvedGuard[Name] | undefined };

/** The guards of an application, all together and one by one. */
export interface GuardOptions {
  /** The mode of every guard without one in `rules`. Default: `error`. */
  readonly mode?: GuardMode | undefined;
  /** Single guards, by name: a mode, or more options. Default: none. */
  readonly rules?: { readonly [Rule in GuardRule]?: GuardMode | GuardRuleOptions | undefined } | undefined;
  /**
   * Receives every violation, of refused calls too. What it throws or rejects with is dropped. Default:
   * one line on stderr.
   */
  readonly report?: ((violation: GuardViolation) => void) | undefined;
}

/** The options of every guard, after defaults. */
export type ResolvedGuards = Readonly<Record<GuardRule, ResolvedGuard>>;

/** The number that each guard allows by default. */
export const defaultMax: Readonly<Record<GuardRule, number>> = {
  "no-call-in-transaction": 0,
  "n-plus-one": 5,
  "call-depth": 8,
  "ended-frame": 0,
};
