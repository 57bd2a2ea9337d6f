/**
 * `npm test`: everything. Installs, builds, lints, checks types, runs every test, and those of core, HTTP and conformance
 * again on other versions of Node and undici; the last line is `N passed, N failed, N skipped`, of all runs. Arguments go
 * to vitest, and leave out the other versions.
 */

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { versionRuns } from "./version-runs.mjs";
import { exitWith, install, root, run, step } from "./workspace.mjs";

const report = join(root, "node_modules", ".vitest-report.json");
const total = { passed: 0, failed: 0, skipped: 0 };
/** The failures of all runs, by name: they would otherwise stand far above the last line. */
const failures = [];

exitWith(
  (async () => {
    await install();
    await step("build", ["node", "scripts/build.mjs"]);
    await step("lint", ["biome", "check", "."]);
    const arguments_ = process.argv.slice(2);
    await test(["vitest", "run", "--config", "vitest.workspace.ts", ...arguments_]);
    for (const { title, command, env } of arguments_.length === 0 ? versionRuns : []) {
      process.stdout.write(`\n▸ ${title}\n`);
      await test(command, env, title);
    }
    for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
    process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
    return total.failed === 0 ? 0 : 1;
  })(),
);

/** Runs vitest, and adds its numbers to the total and its failures to the list. */
async function test(command, env, title = "the pinned versions") {
  rmSync(report, { force: true });
  const code = await run([...command, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`], env);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = readReport();
  // A file that cannot even be loaded has no tests to count; it counts as one failure.
  const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  const failed = numFailedTests + broken;
  total.passed += numPassedTests;
  total.skipped += numPendingTests + numTodoTests;
  // So does a run that fails beside its tests, or that finds none.
  const beside = failed === 0 && (code !== 0 || numPassedTests === 0);
  total.failed += beside ? 1 : failed;
  if (beside) failures.push(`${title}: vitest ended with code ${code} beside its ${numPassedTests} passed tests`);
  failures.push(...testResults.flatMap(failuresOf).map((failure) => `${title}: ${failure}`));
}

function failuresOf({ name, status, message, assertionResults }) {
  if (status !== "failed") return [];
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === "failed");
  if (failed.length === 0) return [`${file}: ${firstLine(message)}`];
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages[0])}`);
}

function firstLine(text = "") {
  return text.split("\n", 1)[0];
}

/** A run that breaks off leaves no report. */
function readReport() {
  if (existsSync(report)) return JSON.parse(readFileSync(report, "utf8"));
  return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
}
