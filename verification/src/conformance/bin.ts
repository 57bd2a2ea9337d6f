/**
 * `node verification/src/conformance/bin.ts [--json] [--only <prefix>]`: runs the suite, or the
 * cases whose names begin with the prefix, over the built-in targets. Exit code 1 if any transcript
 * differs, 2 for wrong arguments.
 */

import { parseArgs } from "node:util";
import { conformanceCases, printReport, runConformance } from "@seamline/conformance";
import { listTargets } from "../targets/all.ts";

const { json, only } = readArguments();
const cases = conformanceCases.filter(({ name }) => name.startsWith(only));
if (cases.length === 0) refuse(`--only: expected the beginning of a case's name, such as values/, found ${only}`);

const report = await runConformance({
  targets: await listTargets(),
  cases,
  ...(process.stderr.isTTY && {
    onRun: (target, one) => process.stderr.write(`\r\u001b[K${target.name}: ${one.name}`),
  }),
});
if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
process.stdout.write(`${json ? JSON.stringify(report, null, 2) : printReport(report)}\n`);
process.exitCode = report.different.length === 0 ? 0 : 1;

function readArguments(): { readonly json: boolean; readonly only: string } {
  try {
    const json = { type: "boolean", default: false } as const;
    const args = process.argv.slice(2).filter((arg) => arg !== "--"); // npm drops "--", pnpm passes it on
    return parseArgs({ args, options: { json, only: { type: "string", default: "" } } }).values;
  } catch (reason) {
    return refuse(`expected [--json] [--only <prefix>]: ${(reason as Error).message}`);
  }
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
