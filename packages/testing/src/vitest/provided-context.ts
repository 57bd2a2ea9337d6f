/** The data that vitest's main process and its workers exchange for recording. */

import type { SeenCalls } from "../record/create-recorder.ts";
import type { Recording } from "../record/interaction.ts";
import type { Matchers } from "../record/matcher.ts";

/** The options of a worker's recorder. Plain data. */
export interface RecordingSetup {
  readonly consumer: string | undefined;
  readonly matchers: Matchers | undefined;
  /** The folder into which workers write their parts. */
  readonly parts: string;
}

/** The recordings of one test file. */
export interface RecordingPart {
  readonly recordings: readonly Recording[];
  readonly seen: SeenCalls;
}

declare module "vitest" {
  interface ProvidedContext {
    seamlineRecording: RecordingSetup;
    /** The absolute paths of the folders into which projects of this run write recordings. */
    seamlineRecordingFolders: readonly string[];
  }
}
