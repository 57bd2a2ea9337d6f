/**
 * Secrets in errors, wrong outputs, refused inputs and headers do not leak: none is found on a wire
 * or in a caller's error.
 */

import { plantSecrets, secretCount } from "../../planted-secrets/plant.ts";
import { scaled } from "../../sampling/sampling.ts";
import type { Figure, Finding } from "../figure.ts";

/** Shares below which the search has seen too little to prove anything. */
const least = { responses: 0.96, kept: 0.5 };

/** The figure. */
export const figure: Figure = {
  name: "planted secrets in errors",
  target: `0 of ${secretCount} found on any wire`,
  sampleScale: 1,
  async run(scale): Promise<Finding> {
    const { planted, found, responses, errors, kept, letThrough } = await plantSecrets(scaled(secretCount, scale));
    const faults = found.slice(0, 10).map((secret) => `found: ${secret}`);
    if (responses < planted * least.responses)
      faults.push(`expected a response to nearly every request, found ${responses}`);
    if (kept < least.kept) faults.push(`expected the callee's own log to hold most secrets, found ${kept}`);
    if (letThrough > 0) faults.push(`${letThrough} inputs were accepted, expected a refusal`);
    return {
      measured: `${found.length} of ${planted} found in ${responses} responses and ${errors} errors`,
      faults,
    };
  },
};
