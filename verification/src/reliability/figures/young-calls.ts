/**
 * Objects of a call die young. V8 collects the young generation for next to nothing if nothing in
 * it is left; survivors are copied, and stay in the old generation until that is searched as a
 * whole. A table that outlives a call, or a function that V8 optimises as long-lived, may promote a
 * whole call without a leak to show for it, at half the throughput. Measured in a separate process.
 */

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import type { YoungCallsReport } from "../young-calls-program.ts";

const program = fileURLToPath(new URL("../young-calls-program.ts", import.meta.url));

/** Bytes per call: a twentieth of what one allocates in-process. A promoted function has more. */
const maxBytes = 100;

/** The figure. */
export const figure: Figure = {
  name: "calls in the old generation",
  target: `≤ ${maxBytes} bytes of each, in one process and over HTTP, at 1, 16 and 64 in flight`,
  sampleScale: 1 / 10,
  async run(scale): Promise<Finding> {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--expose-gc",
      program,
      String(scaled(20_000, scale)),
    ]);
    const found = Object.entries(JSON.parse(stdout) as YoungCallsReport);
    const faults = new Faults();
    for (const [name, bytes] of found) {
      if (!(bytes <= maxBytes)) faults.add(`${name}: ${bytes.toFixed(0)} bytes of each call outlive it`);
    }
    return {
      measured: found.map(([name, bytes]) => `${name}: ${bytes.toFixed(0)}`).join("; "),
      faults: faults.lines,
    };
  },
};
