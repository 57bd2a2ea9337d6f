/**
 * Builders of cases in which the service `catalogue` echoes values: a table becomes a program and
 * its transcript.
 */

import type { ConformanceCase } from "../runner/case.ts";
import { printCanonical } from "../transcript/canonical.ts";

/** A value that is sent to the handler and back. */
export interface Echo {
  readonly input: unknown;
  /** The input that the handler receives; absent if it is refused. */
  readonly arrives?: unknown;
  /** The output that the caller receives. Default: `arrives`. */
  readonly returns?: unknown;
  /** The issues of a refused input, as `path code`, separated by commas. */
  readonly refused?: string;
}

/** An echo of an unchanged value. */
export function same(value: unknown): Echo {
  return { input: { value }, arrives: { value } };
}

/** An echo of a value that arrives as another. */
export function becomes(value: unknown, other: unknown): Echo {
  return { input: { value }, arrives: { value: other } };
}

/** An echo of `undefined`, which arrives as no property. */
export function absent(): Echo {
  return { input: { value: undefined }, arrives: {} };
}

/**
 * An echo of a value that is refused before anything is sent.
 * @param issues `path code` pairs; a bare code is at `value`.
 */
export function refused(value: unknown, issues: string): Echo {
  const full = issues.split(", ").map((issue) => (issue.includes(" ") ? issue : `value ${issue}`));
  return { input: { value }, refused: full.join(", ") };
}

/** Creates a case that sends each value to one operation of `catalogue`. */
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
