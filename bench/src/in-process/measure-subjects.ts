/** Measures subjects with every payload, each beside its floor. */

import type { CallRow, MeasureOptions } from "../harness/family.ts";
import type { Findings } from "../subject/probe.ts";
import { payloads } from "../subject/subject.ts";
import { type CallFigures, measureCalls } from "./measure-calls.ts";

/** The subjects of a family. */
export interface MeasuredSubjects {
  /** The name of the family. */
  readonly family: string;
  readonly names: readonly string[];
  /** A program that takes a subject and a payload, and ends in `serveRounds`. */
  readonly program: URL;
  readonly rounds: number;
  /** Finds out what a subject validates and isolates. */
  probe(name: string): Promise<Findings>;
  /** The subject that another is compared with. */
  floorOf(name: string): string;
}

/** Probes and measures subjects, one call at a time; rows are in the order of the names. */
export async function measureSubjects(
  { family, names, program, rounds, probe, floorOf }: MeasuredSubjects,
  progress: MeasureOptions["progress"],
): Promise<readonly CallRow[]> {
  const findings = new Map<string, Findings>();
  for (const name of names) {
    progress(`probing ${name}`);
    findings.set(name, await probe(name));
  }
  const cells = names.flatMap((subject) => payloads.map((payload) => ({ subject, payload })));
  const calls = cells.map(({ subject, payload }) => ({
    title: `${subject}, ${payload}`,
    program,
    args: [subject, payload],
  }));
  const figures = await measureCalls(calls, rounds, progress);
  return cells.map(({ subject, payload }, index): CallRow => {
    const { cpu, bytes, ...spread } = figures[index] as CallFigures;
    const floor = figures[
      cells.findIndex((cell) => cell.subject === floorOf(subject) && cell.payload === payload)
    ] as CallFigures;
    return {
      family,
      subject,
      payload,
      concurrency: 1,
      ratioToFloor: spread.median / floor.median,
      opsPerSecond: 1e9 / spread.median,
      cpuPerCall: cpu,
      cpuRatioToFloor: cpu / floor.cpu,
      bytesPerCall: bytes,
      ...(findings.get(subject) as Findings),
      ...spread,
    };
  });
}
