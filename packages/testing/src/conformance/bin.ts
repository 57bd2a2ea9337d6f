/** `node packages/testing/src/conformance/bin.ts [--json]`: runs the suite over the built-in targets; exit code 1 when any differs. */

import { parseArgs } from "node:util";
import { conformanceCases } from "./cases/all.ts";
import { printReport } from "./report.ts";
import { runConformance } from "./run.ts";
import { faultProxyTarget } from "./targets/fault-proxy.ts";
import { httpTarget } from "./targets/http.ts";
import { inProcessTarget, strictTarget } from "./targets/in-process.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });

const report = await runConformance({
  targets: [inProcessTarget(), strictTarget(), httpTarget(), faultProxyTarget()],
  cases: conformanceCases,
  ...(process.stderr.isTTY && {
    onRun: (target, one) => process.stderr.write(`\r\u001b[K${target.name}: ${one.name}`),
  }),
});
if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
process.stdout.write(`${values.json ? JSON.stringify(report, null, 2) : printReport(report)}\n`);
process.exitCode = report.different.length === 0 ? 0 : 1;
