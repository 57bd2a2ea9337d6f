/** What vitest's main process tells its workers of recording. */

import type { Matchers } from "../record/matcher.ts";

/** Plain data. */
export interface RecordingSettings {
  readonly consumer: string | undefined;
  readonly matchers: Matchers | undefined;
  /** Where workers leave what they have recorded. */
  readonly parts: string;
}

declare module "vitest" {
  interface ProvidedContext {
    seamlineRecording: RecordingSettings;
  }
}
