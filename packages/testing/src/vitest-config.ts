/**
 * @seamline/testing/vitest-config: the plugin that records interactions, for vitest's
 * configuration.
 */

export { exact, like, type Matchers, matching } from "./record/matcher.ts";
export { type RecordInteractionsOptions, recordInteractions } from "./vitest/record-interactions.ts";
