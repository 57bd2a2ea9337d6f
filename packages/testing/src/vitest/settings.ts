/** What vitest's main process tells its workers of recording. */

import type { SeenCalls } from "../record/create-recorder.ts";
import type { Recording } from "../record/interaction.ts";
import type { Matchers } from "../record/matcher.ts";

/** Plain data. */
export interface RecordingOptions {
  readonly consumer: string | undefined;
  readonly matchers: Matchers | undefined;
  /** Where workers leave what they have recorded. */
  readonly parts: string;
}

/** What one test file leaves behind. */
export interface RecordingPart {
  readonly recordings: readonly Recording[];
  readonly seen: SeenCalls;
}

declare module "vitest" {
  interface ProvidedContext {
    seamlineRecording: RecordingOptions;
    /** Where the projects of this run write recordings, if they do. Absolute. */
    seamlineRecordingFolders: readonly string[];
  }
}
