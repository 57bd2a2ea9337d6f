/**
 * Prints the documented share of each face, and its undocumented items: `node test/faces/bin.ts`.
 * Exits 1 below 95 %.
 */

import { leastPercent, measure, printCoverage } from "./coverage.ts";
import { findFaces } from "./find-faces.ts";

const rows = findFaces().map(measure);
console.log(printCoverage(rows));
for (const { face, bare } of rows) {
  for (const { name, where } of bare) console.log(`${face}: ${name} has no sentence (${where})`);
}
if (rows.some(({ percent }) => percent < leastPercent)) process.exitCode = 1;
