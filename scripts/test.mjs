/**
 * `npm test`: everything. Installs, builds, lints, checks types, runs every test; the last line is
 * `N passed, N failed, N skipped`. Arguments go to vitest.
 */

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { exitWith, install, root, run, step } from "./workspace.mjs";

const report = join(root, "node_modules", ".vitest-report.json");

exitWith(
  (async () => {
    await install();
    await step("build", ["node", "scripts/build.mjs"]);
    await step("lint", ["biome", "check", "."]);
    rmSync(report, { force: true });
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await run([
      "vitest",
      "run",
      "--config",
      "vitest.workspace.ts",
      ...reporters,
      ...process.argv.slice(2),
    ]);
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    // A file that cannot even be loaded has no tests to count; it counts as one failure.
    const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
    process.stdout.write(
      `${numPassedTests} passed, ${numFailedTests + broken} failed, ${numPendingTests + numTodoTests} skipped\n`,
    );
    return code;
  })(),
);
