/** Values of random schemas arrive, and come back, the same in-process and over HTTP. */

import { inProcessTarget, runRandomRoundTrips } from "@seamline/conformance";
import { httpTarget } from "@seamline/http/test/targets/http.ts";
import { scaled } from "../../sampling/sampling.ts";
import type { Figure, Finding } from "../figure.ts";

const targets = [inProcessTarget(), httpTarget()];

/** The figure. */
export const figure: Figure = {
  name: "random values round trip",
  target: "100,000, 0 differences",
  sampleScale: 1 / 400,
  async run(scale): Promise<Finding> {
    const { pairs, accepted, seed, differences } = await runRandomRoundTrips({
      pairs: scaled(100_000, scale),
      targets,
    });
    return {
      measured: `${differences.length} differences in ${pairs} schema-and-value pairs, ${accepted} of them accepted; seed ${seed}`,
      faults: differences.map((difference) => JSON.stringify(difference)),
    };
  },
};
