/**
 * The set-up of each test file: a recorder that follows its tests, and whose recordings become a
 * part of the run.
 */

import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, inject, type RunnerTestCase, type RunnerTestSuite } from "vitest";
import { createRecorder } from "../record/create-recorder.ts";
import { installRecorder } from "./ambient-recorder.ts";
import type { RecordingPart } from "./provided-context.ts";

const { parts, consumer, matchers } = inject("seamlineRecording");
const recorder = createRecorder({ consumer, matchers });
installRecorder(recorder);

beforeEach(({ task, onTestFinished }) => {
  recorder.begin(nameOf(task));
  onTestFinished(() => recorder.end(task.result?.state === "pass"));
});

afterAll(() => {
  // Written even if empty: a run without parts means that this file did not run.
  const part: RecordingPart = { recordings: recorder.recordings, seen: recorder.seen };
  writeFileSync(join(parts, `${randomUUID()}.json`), JSON.stringify(part));
});

/** The name of a test in vitest's reporters: `describe > it`. */
function nameOf({ suite, name }: RunnerTestCase | RunnerTestSuite): string {
  return suite === undefined ? name : `${nameOf(suite)} > ${name}`;
}
