/** Builds cases in which the `catalogue` service echoes values: what a table states becomes a program and its transcript. */

import type { ConformanceCase } from "../runner/case.ts";
import { printCanonical } from "../transcript/canonical.ts";

/** One value on its way to the handler and back. */
export interface Echo {
  readonly input: unknown;
  /** What the handler receives; absent when the input is refused. */
  readonly arrives?: unknown;
  /** What the caller gets back. Default: what arrived. */
  readonly returns?: unknown;
  /** The issues that the input is refused with, as `path code`, separated by commas. */
  readonly refused?: string;
}

/** The value arrives, and comes back, as it is. */
export function same(value: unknown): Echo {
  return { input: { value }, arrives: { value } };
}

/** The value arrives, and comes back, as another. */
export function becomes(value: unknown, other: unknown): Echo {
  return { input: { value }, arrives: { value: other } };
}

/** Nothing is there to arrive: `undefined`, or no property at all. */
export function absent(): Echo {
  return { input: { value: undefined }, arrives: {} };
}

/** The value is refused before anything is sent. @param issues `path code` pairs; a bare code is at `value`. */
export function refused(value: unknown, issues: string): Echo {
  const full = issues.split(", ").map((issue) => (issue.includes(" ") ? issue : `value ${issue}`));
  return { input: { value }, refused: full.join(", ") };
}

/** A case that sends each value to one operation of `catalogue`. */
export function echoCase(name: string, operation: string, echoes: readonly Echo[]): ConformanceCase {
  return {
    name,
    async run({ client, settle }) {
      for (const { input } of echoes) await settle(operation, client("catalogue").invoke(operation, input));
    },
    transcript: echoes.map((echo) => printEcho(operation, echo)).join("\n"),
  };
}

function printEcho(operation: string, { arrives, returns = arrives, refused: issues }: Echo): string {
  if (issues !== undefined) {
    return `${operation} failed invalid_argument, details ${printIssues(issues)}, not_sent`;
  }
  return [
    `catalogue.${operation} received ${printCanonical(arrives)}`,
    `${operation} settled ${printCanonical(returns)}`,
  ].join("\n");
}

function printIssues(issues: string): string {
  const found = issues.split(", ").map((issue) => {
    const space = issue.lastIndexOf(" ");
    return { path: issue.slice(0, space), code: issue.slice(space + 1) };
  });
  return printCanonical({ issues: found });
}
