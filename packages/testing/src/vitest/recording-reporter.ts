/** The reporter that merges the parts of a run at its end, and writes or checks the files. */

import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { Reporter, TestModule, TestProject, Vitest } from "vitest/node";
import type { Recording } from "../record/interaction.ts";
import { type Coverage, keepUncovered, mergeRecordings } from "../record/merge-recordings.ts";
import { isWritten, readRecordings, recordingName, writeRecording } from "../record/recording-file.ts";
import type { RecordingPart } from "./provided-context.ts";

/** The folders of the parts and of the files. */
export interface RecordingTarget {
  readonly folder: string;
  readonly mode: "write" | "check";
  readonly parts: string;
}

/** Creates the reporter of one project. */
export function createRecordingReporter(vitest: Vitest, project: TestProject, target: RecordingTarget): Reporter {
  return {
    onTestRunStart: () => clear(target.parts),
    async onTestRunEnd(modules) {
      const own = modules.filter((module) => module.project.name === project.name);
      // The run may be limited to other projects of the workspace.
      if (own.length === 0) return;
      const coverage = await coverageOf(vitest, project, own);
      const parts = readParts(target.parts);
      const name = project.name || "this project";
      const faults = [findSilence(name, own, coverage, parts), findOutdated(name, target, coverage, parts)];
      for (const fault of faults) {
        if (fault === undefined) continue;
        console.error(`\nseamline: ${fault}`);
        process.exitCode = 1;
      }
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
  // Hooks of suites do not run for tests that a pattern excludes.
  const isFiltered = vitest.config.testNamePattern !== undefined;
  return { passed, known: isWhole && !isFiltered ? known : undefined };
}

function readParts(folder: string): readonly RecordingPart[] {
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as RecordingPart);
}

/** Explains why a run recorded nothing, if it should have recorded something. */
function findSilence(
  project: string,
  modules: readonly TestModule[],
  { known }: Coverage,
  parts: readonly RecordingPart[],
): string | undefined {
  const ran = modules.filter((module) => module.state() === "passed");
  if (ran.length > 0 && parts.length === 0) {
    return `${project}: expected @seamline/testing/vitest-setup to run in front of each test file, found none of its files; remove the option that replaces \`setupFiles\``;
  }
  const calls = parts.reduce((sum, { seen }) => sum + seen.calls, 0);
  // Some of the tests may have nothing to record, and a test that fails keeps nothing.
  const isJudged = known !== undefined && modules.every((module) => module.state() !== "failed");
  if (!isJudged || calls === 0 || parts.some(({ recordings }) => recordings.length > 0)) return undefined;
  const unnamed = [...new Set(parts.flatMap(({ seen }) => seen.unnamed))].sort();
  const found = `${project}: expected recorded interactions, found none of ${calls} call${calls === 1 ? "" : "s"} that passed the recorder`;
  return unnamed.length === 0
    ? `${found}; only outputs and declared errors of other services are recorded: call one, or leave the recorder out`
    : `${found}; ${unnamed.join(", ")}: called by code outside modules, which has no name: set \`recordInteractions({ consumer: "…" })\``;
}

function findOutdated(
  project: string,
  target: RecordingTarget,
  coverage: Coverage,
  parts: readonly RecordingPart[],
): string | undefined {
  const fresh = parts.flatMap(({ recordings }) => recordings);
  const files = settle(target, coverage, fresh).map((file) => relative(process.cwd(), file));
  if (files.length === 0) return undefined;
  return `${files.join(", ")}: expected the recordings of ${project}, found other content; run its tests where CI is not set, and commit the files`;
}

/** Writes the files, or returns those that differ. */
function settle({ folder, mode }: RecordingTarget, coverage: Coverage, fresh: readonly Recording[]): readonly string[] {
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
