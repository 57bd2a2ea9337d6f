/**
 * `recordInteractions()`: vitest records the outgoing calls of the modules under test, and keeps
 * the files up to date.
 */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { assertSettings, object, oneOf, type Setting, text } from "@seamline/core/settings";
import type { ProvidedContext } from "vitest";
import type { Plugin } from "vitest/config";
import type { TestProject } from "vitest/node";
import { assertPath, type Matchers, matchersSetting } from "../record/matcher.ts";
import { recordingFolder } from "../record/recording-file.ts";
import type {} from "./provided-context.ts";
import { createRecordingReporter } from "./recording-reporter.ts";

/** Options of the plugin: the recorded calls, and the folder of the files. */
export interface RecordInteractionsOptions {
  /**
   * Records only the calls of this service. Default: the calls of every module, each in the name of
   * its service.
   */
  readonly consumer?: string;
  /**
   * Conditions of recorded values beside their schemas, by `service.operation` and path. Default:
   * none.
   */
  readonly matchers?: Matchers;
  /** The folder of the files, relative to the project's root. Default `contracts/interactions`. */
  readonly folder?: string;
  /**
   * `write` updates the files; `check` fails the run if they differ. Default: `check` if `CI` is
   * set, like vitest for snapshots, otherwise `write`.
   */
  readonly mode?: "write" | "check";
}

const recordingSetting: Setting = object({
  consumer: text("the name of a service"),
  matchers: matchersSetting,
  folder: text("a folder"),
  mode: oneOf("write", "check"),
});

/**
 * Creates a plugin for a vitest project. A test that passes replaces its recorded interactions;
 * those of removed tests are removed once all files of the project have run.
 *
 * @throws {TypeError} for an unknown or invalid option, and for an invalid path of a matcher.
 * @example
 * ```ts
 * export default defineConfig({ plugins: [recordInteractions({ consumer: "customer" })] });
 * ```
 */
export function recordInteractions(options: RecordInteractionsOptions = {}): Plugin {
  assertSettings("recordInteractions", recordingSetting, options);
  const { consumer, matchers, folder = recordingFolder, mode = process.env.CI ? "check" : "write" } = options;
  for (const [operation, paths] of Object.entries(matchers ?? {})) {
    for (const path of Object.keys(paths)) assertPath(operation, path);
  }
  return {
    name: "seamline-recording",
    config: () => ({ test: { setupFiles: [fileURLToPath(import.meta.resolve("@seamline/testing/vitest-setup"))] } }),
    configureVitest({ vitest, project }) {
      const parts = createPartsFolder(project);
      project.provide("seamlineRecording", { consumer, matchers, parts });
      const target = { folder: resolve(project.config.root, folder), mode, parts, consumer };
      const root = vitest.getRootProject();
      const { seamlineRecordingFolders: others = [] } = root.getProvidedContext() as Partial<ProvidedContext>;
      if (mode === "write") root.provide("seamlineRecordingFolders", [...others, target.folder]);
      vitest.config.reporters.push(createRecordingReporter(vitest, project, target));
    },
  };
}

/**
 * Creates the folder into which the workers of a run write. It is removed when the process exits.
 */
function createPartsFolder({ name }: TestProject): string {
  const parts = mkdtempSync(join(tmpdir(), `seamline-recording-${name.replaceAll(/[^\w-]/g, "-")}-`));
  mkdirSync(parts, { recursive: true });
  process.once("exit", () => rmSync(parts, { recursive: true, force: true }));
  return parts;
}
