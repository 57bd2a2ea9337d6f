/**
 * @seamline/testing/vitest: recording and verifying interactions, for test files. Requires vitest.
 */

export { recorder } from "./vitest/ambient-recorder.ts";
export { type VerifyInteractionsOptions, verifyInteractions } from "./vitest/verify-interactions.ts";
