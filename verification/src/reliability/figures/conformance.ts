/** Every conformance case leaves the same transcript on every built-in transport. */

import { conformanceCases } from "../../conformance/cases/all.ts";
import { printDifference } from "../../conformance/report.ts";
import { runConformance } from "../../conformance/run.ts";
import { batchTarget } from "../../conformance/targets/batch.ts";
import { faultProxyTarget } from "../../conformance/targets/fault-proxy.ts";
import { httpTarget } from "../../conformance/targets/http.ts";
import { inProcessTarget, strictTarget } from "../../conformance/targets/in-process.ts";
import { type Figure, type Finding, scaled, takeEvenly } from "../figure.ts";

/** Seconds that a full run may take. */
const maxSeconds = 60;
const minCases = 350;

/** The figure. */
export const figure: Figure = {
  name: "conformance",
  target: `≥ ${minCases} cases on every transport, 0 differ, ≤ ${maxSeconds} s`,
  sampleScale: 1 / 20,
  async run(scale): Promise<Finding> {
    const count = scaled(conformanceCases.length, scale);
    const cases = takeEvenly(conformanceCases, count);
    const started = performance.now();
    const http = [httpTarget(), httpTarget({ mutualTls: true }), batchTarget(), faultProxyTarget()];
    const targets = [inProcessTarget(), strictTarget(), ...http];
    const report = await runConformance({ targets, cases });
    const seconds = (performance.now() - started) / 1000;
    return {
      measured: `${report.cases} cases × ${targets.length} transports, ${report.different.length} differ, ${seconds.toFixed(1)} s`,
      faults: report.different.slice(0, 10).map(printDifference),
      withinTarget: report.cases >= minCases && seconds <= maxSeconds,
    };
  },
};
