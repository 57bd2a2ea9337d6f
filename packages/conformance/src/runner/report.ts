/** The report of a conformance run, as data and as text. */

import type { ConformanceCase } from "./case.ts";

/** The transcripts of one transport, by case. */
export interface TransportRun {
  readonly transport: string;
  readonly transcripts: ReadonlyMap<string, readonly string[]>;
}

/** A transcript that differs. */
export interface Difference {
  /** The name of the case. */
  readonly case: string;
  /** The name of the target. */
  readonly transport: string;
  /**
   * The other side of the comparison: the case's own expectation, or the reference's transcript.
   */
  readonly with: "expectation" | "reference";
  /** The lines of the other side. */
  readonly expected: readonly string[];
  /** The lines that the target recorded. */
  readonly found: readonly string[];
}

/** The outcome of a conformance run. Every target conforms if `different` is empty. */
export interface ConformanceReport {
  /** The names of the targets, the reference first. */
  readonly transports: readonly string[];
  /** The number of cases run over each target. */
  readonly cases: number;
  /** The number of runs of a case over a target. */
  readonly transcripts: number;
  /** The transcripts that differ, in the order of the runs. */
  readonly different: readonly Difference[];
}

/** Compares each transcript with the expectation of its case, and with the first transport's. */
export function compareTranscripts(
  cases: readonly ConformanceCase[],
  runs: readonly TransportRun[],
): ConformanceReport {
  const different: Difference[] = [];
  for (const one of cases) {
    const expected = toLines(one.transcript);
    const reference = runs[0]?.transcripts.get(one.name) ?? [];
    for (const { transport, transcripts } of runs) {
      const found = transcripts.get(one.name) ?? [];
      const facts = found.filter((line) => !line.startsWith("|"));
      const run = { case: one.name, transport };
      if (!isEqual(facts, expected)) different.push({ ...run, with: "expectation", expected, found: facts });
      else if (!isEqual(found, reference)) different.push({ ...run, with: "reference", expected: reference, found });
    }
  }
  return {
    transports: runs.map(({ transport }) => transport),
    cases: cases.length,
    transcripts: cases.length * runs.length,
    different,
  };
}

/** Prints a table of the transports and every difference, line by line. */
export function printReport(report: ConformanceReport): string {
  const width = Math.max(9, ...report.transports.map((name) => name.length));
  const row = (name: string, ...cells: (string | number)[]): string =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(12)).join("")}`;
  const rows = report.transports.map((transport) => {
    const bad = report.different.filter((one) => one.transport === transport).length;
    return row(transport, report.cases, report.cases - bad, bad);
  });
  const verdict =
    report.different.length === 0
      ? `${report.transcripts} transcripts, identical on every transport: yes`
      : `${report.transcripts} transcripts, identical on every transport: no, ${report.different.length} differ`;
  return [
    row("transport", "cases", "conform", "differ"),
    ...rows,
    "",
    ...report.different.map(printDifference),
    verdict,
  ].join("\n");
}

/** Prints one difference: the missing lines, and the unexpected ones. */
export function printDifference({ case: name, transport, with: other, expected, found }: Difference): string {
  const missing = expected.filter((line) => !found.includes(line)).map((line) => `  - ${line}`);
  const extra = found.filter((line) => !expected.includes(line)).map((line) => `  + ${line}`);
  const reordered = ["  the same lines in another order or number:", ...found.map((line) => `    ${line}`)];
  const body = missing.length + extra.length > 0 ? [...missing, ...extra] : reordered;
  return [`${name} on ${transport} differs from the ${other}`, ...body, ""].join("\n");
}

function toLines(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}
