/** Every conformance case leaves the same transcript on every built-in transport. */

import {
  conformanceCases,
  inProcessTarget,
  printDifference,
  runConformance,
  strictTarget,
} from "@seamline/conformance";
import { batchTarget } from "@seamline/http/test/targets/batch.ts";
import { httpTarget } from "@seamline/http/test/targets/http.ts";
import { scaled, takeEvenly } from "../../sampling/sampling.ts";
import { faultProxyTarget } from "../../targets/fault-proxy.ts";
import { mutualTlsTarget } from "../../targets/mutual-tls.ts";
import type { Figure, Finding } from "../figure.ts";

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
    const http = [httpTarget(), mutualTlsTarget(), batchTarget(), faultProxyTarget()];
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
