/**
 * `npm test`: everything. Installs, builds, lints, checks types, runs every test, and those of core, HTTP and conformance
 * again on other versions of Node and undici; the last line is `N passed, N failed, N skipped`, of all runs. Arguments go
 * to vitest, and leave out the other versions.
 */

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { versionRuns } from "./version-runs.mjs";
import { exitWith, install, root, run, step } from "./workspace.mjs";

const report = join(root, "node_modules", ".vitest-report.json");
const total = { passed: 0, failed: 0, skipped: 0 };

exitWith(
  (async () => {
    await install();
    await step("build", ["node", "scripts/build.mjs"]);
    await step("lint", ["biome", "check", "."]);
    const arguments_ = process.argv.slice(2);
    await test(["vitest", "run", "--config", "vitest.workspace.ts", ...arguments_]);
    for (const { title, command, env } of arguments_.length === 0 ? versionRuns : []) {
      process.stdout.write(`\n▸ ${title}\n`);
      await test(command, env);
    }
    process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
    return total.failed === 0 ? 0 : 1;
  })(),
);

/** Runs vitest, and adds its numbers to the total. */
async function test(command, env) {
  rmSync(report, { force: true });
  const code = await run([...command, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`], env);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = readReport();
  // A file that cannot even be loaded has no tests to count; it counts as one failure.
  const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  const failed = numFailedTests + broken;
  total.passed += numPassedTests;
  total.skipped += numPendingTests + numTodoTests;
  // So does a run that fails beside its tests, or that finds none.
  total.failed += failed === 0 && (code !== 0 || numPassedTests === 0) ? 1 : failed;
}

/** A run that breaks off leaves no report. */
function readReport() {
  if (existsSync(report)) return JSON.parse(readFileSync(report, "utf8"));
  return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
}
