/** `recordInteractions()`: vitest records what the modules under test ask of others, and keeps the files up to date. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProvidedContext } from "vitest";
import type { Plugin } from "vitest/config";
import type { TestProject } from "vitest/node";
import { assertPath, type Matchers } from "../record/matcher.ts";
import { recordingFolder } from "../record/recording-file.ts";
import { createRecordingReporter } from "./recording-reporter.ts";
import type {} from "./settings.ts";

/** The calls that are recorded, and the folder that keeps them. */
export interface RecordInteractionsOptions {
  /**
   * Only the calls of this service are recorded. Default: those of every module, each in the name
   * of its service.
   */
  readonly consumer?: string;
  /**
   * Conditions of recorded values beside their schemas, by `service.operation`, by path. Default:
   * none.
   */
  readonly matchers?: Matchers;
  /** The folder of the files, from the project's root. Default `contracts/interactions`. */
  readonly folder?: string;
  /**
   * `write` keeps the files as the tests have it; `check` fails the run when they are not. Default:
   * `check` where `CI` is set, as vitest does with snapshots.
   */
  readonly mode?: "write" | "check";
}

/**
 * A plugin for a vitest project. A test replaces what it recorded when it passes; what tests
 * recorded that no longer exist is removed once all files of the project have run.
 *
 * @throws {TypeError} for a mode or a matcher's path that cannot be.
 * @example
 * ```ts
 * export default defineConfig({ plugins: [recordInteractions({ consumer: "customer" })] });
 * ```
 */
export function recordInteractions(options: RecordInteractionsOptions = {}): Plugin {
  const { consumer, matchers, folder = recordingFolder, mode = process.env.CI ? "check" : "write" } = options;
  if (mode !== "write" && mode !== "check") {
    throw new TypeError(`mode: expected "write" or "check", found ${JSON.stringify(mode)}`);
  }
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

/** Workers of one run write into it; it is gone with the process. */
function createPartsFolder({ name }: TestProject): string {
  const parts = mkdtempSync(join(tmpdir(), `seamline-recording-${name.replaceAll(/[^\w-]/g, "-")}-`));
  mkdirSync(parts, { recursive: true });
  process.once("exit", () => rmSync(parts, { recursive: true, force: true }));
  return parts;
}
