/**
 * `verifyInteractions()`: a test for each interaction that consumers recorded, in the provider's
 * own suite.
 */

import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { anything, assertSettings, object, type Setting } from "@seamline/core/settings";
import { afterAll, beforeAll, describe, inject, it } from "vitest";
import { type RecordingPath, readRecordings } from "../record/recording-file.ts";
import { openReplay, type ProviderTarget, type Replay } from "../verify/replay.ts";
import { printFailure, type VerificationFailure } from "../verify/verification.ts";
import { planVerification, type VerifyOptions, verifySettings } from "../verify/verify-recordings.ts";

/** Options of a verification: the provider, and the files of its consumers' recordings. */
export interface VerifyInteractionsOptions extends Omit<VerifyOptions, "recordings" | "target"> {
  /**
   * Files of recordings, or folders of them. Prefer URLs: paths are relative to the working
   * directory.
   */
  readonly files: RecordingPath | readonly RecordingPath[];
  /** The provider, or a function that creates it before the first interaction. */
  readonly target: ProviderTarget | (() => ProviderTarget | Promise<ProviderTarget>);
}

const interactionsSetting: Setting = object({ ...verifySettings, files: anything, target: anything }, [
  "contract",
  "files",
  "target",
]);

/**
 * Registers one test per interaction, named by consumer and test, and one that fails if there are
 * no recordings. The latter is skipped while the same run writes these recordings for the first
 * time.
 *
 * @throws {TypeError} for an unknown or invalid option.
 * @example
 * ```ts
 * verifyInteractions({
 *   contract: restaurantContract,
 *   files: new URL("../../customer/contracts/interactions", import.meta.url),
 *   target: () => startRestaurant(),
 *   states: { "there is a restaurant": ({ id }) => restaurants.add(id) },
 * });
 * ```
 */
export function verifyInteractions(given: VerifyInteractionsOptions): void {
  assertSettings("verifyInteractions", interactionsSetting, given);
  const { files, target, ...options } = given;
  const { contract, keys } = options;
  describe(`recordings of ${contract.name}`, () => {
    const plan = planVerification({ ...options, recordings: readRecordings(files) });
    let replay: Replay;
    beforeAll(async () => {
      // Without interactions no provider is necessary.
      if (plan.interactions.length === 0) return;
      replay = await openReplay(contract, typeof target === "function" ? await target() : target, keys);
    });
    afterAll(() => replay?.close());

    it("exist and are distinct", ({ skip }) => {
      const isFirstRun = plan.failures.every(({ kind }) => kind === "none") && isBeingRecorded(files);
      if (plan.failures.length > 0 && isFirstRun) skip("this run writes the recordings that the next run verifies");
      fail(plan.failures);
    });
    for (const { title, verify } of plan.interactions) it(title, async () => fail(await verify(replay)));
  });
}

/**
 * Returns `true` if a project of this run writes recordings to one of the paths. Under CI
 * recordings are only compared, never written.
 */
function isBeingRecorded(files: RecordingPath | readonly RecordingPath[]): boolean {
  const paths = typeof files === "string" || files instanceof URL ? [files] : files;
  const written = inject("seamlineRecordingFolders") ?? [];
  return paths
    .map((path) => resolve(typeof path === "string" ? path : fileURLToPath(path)))
    .some((path) =>
      written.some((folder) => path === folder || path.startsWith(folder + sep) || folder.startsWith(path + sep)),
    );
}

function fail(failures: readonly VerificationFailure[]): void {
  if (failures.length === 0) return;
  const error = new Error(failures.map(printFailure).join("\n"));
  error.stack = `${error.name}: ${error.message}`; // without the stack of this package
  throw error;
}
