/** The difference between a baseline and the current violations. */

import type { BaselineConfig, BaselineMode } from "../../config/check-config.ts";
import { UserError } from "../../error/user-error.ts";
import type { Violation } from "../rule/violation.ts";
import type { Baseline, BaselineEntry } from "./baseline.ts";

/** A violation, and its status in the baseline. */
export interface JudgedViolation extends Violation {
  /**
   * `accepted`: in the baseline. `open`: new, in a module with an open baseline. `new`: fails the
   * check.
   */
  readonly status: "new" | "open" | "accepted";
}

/** Violations compared with a baseline. */
export interface BaselineComparison {
  readonly violations: readonly JudgedViolation[];
  /** Entries that are no longer violations. */
  readonly stale: readonly BaselineEntry[];
  /** The number of entries of the baseline. */
  readonly recorded: number;
}

/** The mode of an owner's baseline. */
export function modeOf(config: BaselineConfig | undefined, owner: string): BaselineMode {
  return config?.modes?.[owner] ?? config?.mode ?? "shrinking";
}

/** Compares violations with a baseline. */
export function compareBaseline(
  violations: readonly Violation[],
  baseline: Baseline,
  config: BaselineConfig | undefined,
): BaselineComparison {
  const present = new Set(violations.map(({ owner, entry }) => `${owner}\0${entry}`));
  const stale = [...baseline].flatMap(([owner, entries]) =>
    [...entries].filter((entry) => !present.has(`${owner}\0${entry}`)).map((entry) => ({ owner, entry })),
  );
  const judged = violations.map((violation) => {
    const { owner, entry } = violation;
    if (baseline.get(owner)?.has(entry)) return { ...violation, status: "accepted" as const };
    return { ...violation, status: modeOf(config, owner) === "open" ? ("open" as const) : ("new" as const) };
  });
  return { violations: judged, stale, recorded: [...baseline.values()].reduce((sum, { size }) => sum + size, 0) };
}

/** The baseline without stale entries; nothing is added. */
export function shrinkBaseline(baseline: Baseline, { stale }: BaselineComparison): Baseline {
  const gone = new Set(stale.map(({ owner, entry }) => `${owner}\0${entry}`));
  return new Map(
    [...baseline].map(([owner, entries]) => [
      owner,
      new Set([...entries].filter((entry) => !gone.has(`${owner}\0${entry}`))),
    ]),
  );
}

/**
 * The baseline with the new violations of these owners.
 * @throws {UserError} for an owner with a frozen baseline, and for one without new violations.
 */
export function growBaseline(
  baseline: Baseline,
  { violations }: BaselineComparison,
  owners: readonly string[],
  config: BaselineConfig | undefined,
): Baseline {
  const grown = new Map([...baseline].map(([owner, entries]) => [owner, new Set(entries)]));
  const fresh = violations.filter(({ status }) => status !== "accepted");
  const faults = owners.flatMap((owner) => {
    if (modeOf(config, owner) === "frozen") {
      return [`--grow-baseline ${owner}: expected a baseline that may grow, found a frozen one; fix the violations`];
    }
    if (fresh.some((violation) => violation.owner === owner)) return [];
    const known = [...new Set(fresh.map((violation) => violation.owner))].join(", ");
    return [
      `--grow-baseline ${owner}: expected new violations of ${owner}, found none; ${known === "" ? "nothing is new" : `there are new ones of ${known}`}`,
    ];
  });
  if (faults.length > 0) throw new UserError(faults);
  for (const { owner, entry } of fresh) {
    if (owners.includes(owner)) grown.set(owner, (grown.get(owner) ?? new Set()).add(entry));
  }
  return grown;
}
