/** Secrets in errors, wrong outputs, refused inputs and headers stay where they are: none is found on a wire or in a caller's error. */

import { plantSecrets, secretCount } from "../../planted-secrets/plant.ts";
import { scaled } from "../../sampling/sampling.ts";
import type { Figure, Finding } from "../figure.ts";

/** Shares below which the search has seen too little to prove anything. */
const least = { answered: 0.96, kept: 0.5 };

/** The figure. */
export const figure: Figure = {
  name: "planted secrets in errors",
  target: `0 of ${secretCount} found on any wire`,
  sampleScale: 1,
  async run(scale): Promise<Finding> {
    const { planted, found, answers, errors, kept, letThrough } = await plantSecrets(scaled(secretCount, scale));
    const faults = found.slice(0, 10).map((secret) => `found: ${secret}`);
    if (answers < planted * least.answered) faults.push(`expected an answer to nearly every request, found ${answers}`);
    if (kept < least.kept) faults.push(`expected the callee's own log to hold most secrets, found ${kept}`);
    if (letThrough > 0) faults.push(`${letThrough} inputs were let through that had to be refused`);
    return {
      measured: `${found.length} of ${planted} found in ${answers} answers and ${errors} errors`,
      faults,
    };
  },
};
