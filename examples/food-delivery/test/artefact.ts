/** The artefact under test, built if missing. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { artefact } from "../app/demo/application-process.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Builds it if missing. Test files run in parallel: each builds its own, the first to finish
 * counts.
 */
export async function ensureArtefact(): Promise<void> {
  if (existsSync(artefact)) return;
  const own = `${dirname(artefact)}-${process.pid}`;
  const bundle = ["../../scripts/bundle.mjs", "--application", "app/main.ts", "--out-dir", own];
  await promisify(execFile)("node", bundle, { cwd: root });
  try {
    await rename(own, dirname(artefact));
  } catch (reason) {
    if (!existsSync(artefact)) throw reason;
    await rm(own, { recursive: true, force: true });
  }
}
