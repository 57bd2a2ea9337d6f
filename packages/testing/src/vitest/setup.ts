/** Runs in front of each test file: a recorder of its own, told of every test, and left behind as a part of the run's recordings. */

import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, inject, type RunnerTestCase, type RunnerTestSuite } from "vitest";
import { createRecorder } from "../record/create-recorder.ts";
import { installRecorder } from "./ambient-recorder.ts";
import type { RecordingPart } from "./settings.ts";

const { parts, consumer, matchers } = inject("seamlineRecording");
const recorder = createRecorder({ consumer, matchers });
installRecorder(recorder);

beforeEach(({ task, onTestFinished }) => {
  recorder.begin(nameOf(task));
  onTestFinished(() => recorder.end(task.result?.state === "pass"));
});

afterAll(() => {
  // Written even if empty: a run without parts is one whose set-up file did nothing.
  const part: RecordingPart = { recordings: recorder.recordings, seen: recorder.seen };
  writeFileSync(join(parts, `${randomUUID()}.json`), JSON.stringify(part));
});

/** As vitest's reporters name it: `describe > it`. */
function nameOf({ suite, name }: RunnerTestCase | RunnerTestSuite): string {
  return suite === undefined ? name : `${nameOf(suite)} > ${name}`;
}
