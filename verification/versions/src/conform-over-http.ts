/**
 * A program for tests: runs the conformance cases over HTTP, and prints those that differ and the
 * shortcuts that are closed.
 */

import { conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import { closedShortcuts } from "@seamline/http/extend";
import { httpTarget } from "@seamline/http/test/targets/http.ts";

const report = await runConformance({ targets: [httpTarget()], cases: conformanceCases });
process.stdout.write(
  `${JSON.stringify({ cases: report.cases, different: report.different.map(printDifference), closed: closedShortcuts() })}\n`,
);
