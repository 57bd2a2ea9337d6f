/** Brings the parts of a run together when it ends, and writes or checks the files. */

import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { Reporter, TestModule, TestProject, Vitest } from "vitest/node";
import type { Recording } from "../record/interaction.ts";
import { type Coverage, keepUncovered, mergeRecordings } from "../record/merge-recordings.ts";
import { isWritten, readRecordings, recordingName, writeRecording } from "../record/recording-file.ts";

/** Where recordings come from, and where they go. */
export interface RecordingTarget {
  readonly folder: string;
  readonly mode: "write" | "check";
  readonly parts: string;
}

/** The reporter of one project. */
export function createRecordingReporter(vitest: Vitest, project: TestProject, target: RecordingTarget): Reporter {
  return {
    onTestRunStart: () => clear(target.parts),
    async onTestRunEnd(modules) {
      const own = modules.filter((module) => module.project.name === project.name);
      // Other projects of the workspace may have been asked for alone.
      if (own.length === 0) return;
      const coverage = await coverageOf(vitest, project, own);
      const outdated = settle(target, coverage);
      if (outdated.length === 0) return;
      const files = outdated.map((file) => relative(process.cwd(), file)).join(", ");
      console.error(
        `\nseamline: ${files}: expected what the tests of ${project.name || "this project"} record, found something else; run them where CI is not set, and commit the files`,
      );
      process.exitCode = 1;
    },
  };
}

async function coverageOf(vitest: Vitest, project: TestProject, modules: readonly TestModule[]): Promise<Coverage> {
  const passed = new Set<string>();
  const known = new Set<string>();
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      known.add(test.fullName);
      if (test.result().state === "passed") passed.add(test.fullName);
    }
  }
  const { testFiles } = await project.globTestFiles();
  const ran = new Set(modules.filter((module) => module.state() !== "queued").map(({ moduleId }) => moduleId));
  const isWhole = testFiles.every((file) => ran.has(file)) && modules.every((module) => module.errors().length === 0);
  // Hooks of suites do not run for tests that a pattern leaves out.
  const isFiltered = vitest.config.testNamePattern !== undefined;
  return { passed, known: isWhole && !isFiltered ? known : undefined };
}

/** Writes the files, or finds those that are not as they should be. Returns the latter. */
function settle({ folder, mode, parts }: RecordingTarget, coverage: Coverage): readonly string[] {
  const fresh = readdirSync(parts).flatMap(
    (name) => JSON.parse(readFileSync(join(parts, name), "utf8")) as Recording[],
  );
  const earlier = readRecordings(folder).map((recording) => keepUncovered(recording, coverage));
  const outdated: string[] = [];
  for (const recording of mergeRecordings([...earlier, ...fresh])) {
    const file = join(folder, recordingName(recording));
    const isEmpty = recording.interactions.length === 0;
    const isOutdated = isEmpty ? existsSync(file) : !isWritten(file, recording);
    if (mode === "check" && isOutdated) outdated.push(file);
    else if (isEmpty) rmSync(file, { force: true });
    else writeRecording(folder, recording);
  }
  return outdated;
}

function clear(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
}
