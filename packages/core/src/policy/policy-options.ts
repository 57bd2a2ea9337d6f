/** The options of policies: their names, ranges and defaults. */

/** The policies in front of a target. The same names in code and as options of a URL. */
export interface ResolvedPolicies {
  /**
   * Further attempts of a failed call, 0 to 10; each also needs the target's retry budget. Default
   * 2.
   */
  readonly retries: number;
  /** Failures in a row after which the breaker opens, 1 to 1,000. Default `off`. */
  readonly breaker: number | "off";
  /** Calls in flight at once, 1 to 10,000. Default `off`: no bulkhead. */
  readonly concurrency: number | "off";
  /** Calls that may wait for one of `concurrency` to end, 0 to 10,000. Default 100. */
  readonly queue: number;
}

/** The policies in front of a target, each with a default. */
export type PolicyOptions = { readonly [Name in keyof ResolvedPolicies]?: ResolvedPolicies[Name] | undefined };

/** The defaults: safe retries, and nothing else that could refuse a call. */
export const defaultPolicies: ResolvedPolicies = { retries: 2, breaker: "off", concurrency: "off", queue: 100 };

const ranges: Readonly<Record<keyof ResolvedPolicies, { least: number; most: number; off: boolean }>> = {
  retries: { least: 0, most: 10, off: false },
  breaker: { least: 1, most: 1000, off: true },
  concurrency: { least: 1, most: 10_000, off: true },
  queue: { least: 0, most: 10_000, off: false },
};

/** The names of the policies. */
export const policyNames: readonly (keyof ResolvedPolicies)[] = ["retries", "breaker", "concurrency", "queue"];

/** True for the name of a policy. */
export function isPolicyName(name: string): name is keyof ResolvedPolicies {
  return Object.hasOwn(ranges, name);
}

/**
 * Reads a value. Returns the fault if it is of another kind or out of range.
 * @param found what the fault shows as found. Default: the value.
 */
export function readPolicy(
  name: keyof ResolvedPolicies,
  value: unknown,
  found: string = typeof value === "string" || typeof value === "number" ? JSON.stringify(value) : typeof value,
): { readonly value: number | "off" } | { readonly fault: string } {
  const { least, most, off } = ranges[name];
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return { value };
  if (off && value === "off") return { value: "off" };
  return { fault: `${name}: expected ${least} to ${most}${off ? ' or "off"' : ""}, found ${found}` };
}
