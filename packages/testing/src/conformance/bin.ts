/**
 * `node packages/testing/src/conformance/bin.ts [--json] [--only <prefix>]`: runs the suite, or the cases whose names
 * begin with a prefix, over the built-in targets. Exit code 1 when any transcript differs, 2 when there is nothing to run.
 */

import { parseArgs } from "node:util";
import { conformanceCases } from "./cases/all.ts";
import { printReport } from "./report.ts";
import { runConformance } from "./run.ts";
import { faultProxyTarget } from "./targets/fault-proxy.ts";
import { httpTarget } from "./targets/http.ts";
import { inProcessTarget, strictTarget } from "./targets/in-process.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, only: { type: "string", default: "" } },
});
const cases = conformanceCases.filter(({ name }) => name.startsWith(values.only));
if (cases.length === 0) {
  process.stderr.write(`--only: expected the beginning of a case's name, such as values/, found ${values.only}\n`);
  process.exit(2);
}

const report = await runConformance({
  targets: [inProcessTarget(), strictTarget(), httpTarget(), httpTarget({ mutualTls: true }), faultProxyTarget()],
  cases,
  ...(process.stderr.isTTY && {
    onRun: (target, one) => process.stderr.write(`\r\u001b[K${target.name}: ${one.name}`),
  }),
});
if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
process.stdout.write(`${values.json ? JSON.stringify(report, null, 2) : printReport(report)}\n`);
process.exitCode = report.different.length === 0 ? 0 : 1;
