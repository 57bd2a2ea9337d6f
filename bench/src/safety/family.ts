/**
 * `safety`: the cost of each part of a call that exists for safety. In-process one part is missing,
 * over HTTP one is added.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Family, MeasureOptions } from "../harness/family.ts";
import { selectSubjects } from "../harness/select.ts";
import { configurations } from "../http/subjects.ts";
import { buildVariant, loadBuild } from "./build.ts";
import { findLacking } from "./features.ts";
import { measureHttp } from "./measure-http.ts";
import { measureVariants } from "./measure-variants.ts";
import { type SafetyRow, tables } from "./row.ts";
import { variants, wholeName } from "./variants.ts";

/** The family. */
export const family: Family<SafetyRow> = { name: "safety", measure, tables, packages: ["zod", "undici"] };

async function measure(options: MeasureOptions): Promise<readonly SafetyRow[]> {
  const names = selectSubjects([...Object.keys(variants), ...Object.keys(configurations)], options.only, wholeName);
  const inProcess = names.filter((name) => Object.hasOwn(variants, name));
  const overHttp = names.filter((name) => Object.hasOwn(configurations, name));
  const folder = await mkdtemp(join(tmpdir(), "seamline-safety-"));
  try {
    const builds = new Map<string, URL>();
    for (const name of inProcess) builds.set(name, await buildChecked(name, folder, options));
    return [
      ...(await measureVariants(builds, options)),
      ...(overHttp.length === 0 ? [] : await measureHttp(overHttp, options)),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Builds a variant.
 * @throws {Error} if it lacks more, or less, than it declares: its figure would be of something
 * else.
 */
async function buildChecked(name: string, folder: string, { progress }: MeasureOptions): Promise<URL> {
  progress(`building ${name}`);
  const { edits, options = {}, lacks } = variants[name] as (typeof variants)[string];
  const url = await buildVariant(edits, folder, name);
  const lacking = await findLacking({ build: await loadBuild(url), options });
  if ([...lacking].sort().join() === [...lacks].sort().join()) return url;
  throw new Error(
    `${name}: expected it to lack ${lacks.join(", ") || "nothing"}; found ${lacking.join(", ") || "nothing"}`,
  );
}
