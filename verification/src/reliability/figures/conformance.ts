/** Every conformance case leaves the same transcript on every built-in transport. */

import { conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import { scaled, takeEvenly } from "../../sampling/sampling.ts";
import { listTargets } from "../../targets/all.ts";
import type { Figure, Finding } from "../figure.ts";

/** Seconds that a full run may take on each transport: most of them are deadlines that pass. */
const maxSeconds = 12;
const minCases = 350;

/** The figure. */
export const figure: Figure = {
  name: "conformance",
  target: `≥ ${minCases} cases on every transport, 0 differ, ≤ ${maxSeconds} s each`,
  sampleScale: 1 / 20,
  async run(scale): Promise<Finding> {
    const count = scaled(conformanceCases.length, scale);
    const cases = takeEvenly(conformanceCases, count);
    const started = performance.now();
    const targets = await listTargets();
    const report = await runConformance({ targets, cases });
    const seconds = (performance.now() - started) / 1000;
    return {
      measured: `${report.cases} cases × ${targets.length} transports, ${report.different.length} differ, ${seconds.toFixed(1)} s`,
      faults: report.different.slice(0, 10).map(printDifference),
      withinTarget: report.cases >= minCases && seconds <= maxSeconds * targets.length,
    };
  },
};
