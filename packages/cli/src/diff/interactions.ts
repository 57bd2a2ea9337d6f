/** Recorded interactions: calls that consumers made in their tests, as files. Only what `diff` needs of them is read. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../error/user-error.ts";

/** One recorded call. */
export interface Interaction {
  readonly operation: string;
  /** The input as it travelled. */
  readonly input: unknown;
  readonly answer: {
    readonly output?: unknown;
    readonly error?: { readonly code: string; readonly reason?: string | undefined } | undefined;
  };
  /** The test that made the call. */
  readonly test?: string | undefined;
}

/** What one consumer called of one provider. */
export interface RecordedInteractions {
  /** The service that calls, as recorders name it. */
  readonly consumer: string;
  /** The service that is called. */
  readonly provider: string;
  readonly interactions: readonly Interaction[];
}

/**
 * Reads files, and all `.json` files of folders, in the order of their names.
 * @throws {UserError} for what is not there or no recording, and when there is none at all.
 */
export function readInteractions(paths: readonly string[]): readonly RecordedInteractions[] {
  const files = paths.flatMap(listFiles);
  if (paths.length > 0 && files.length === 0) {
    throw new UserError([
      `${paths.join(", ")}: expected recorded interactions (*.json), found none; record them, or name another folder`,
    ]);
  }
  return files.map(readFile);
}

function listFiles(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new UserError([`${path}: expected recorded interactions, found no file or folder; correct --interactions`]);
  }
  if (!stats.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(path, name));
}

function readFile(file: string): RecordedInteractions {
  let issue: string;
  try {
    const result = Recording.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (result.success) return result.data as RecordedInteractions;
    const [first] = result.error.issues;
    issue = `${first?.path.join(".") || "(root)"}: ${first?.message}`;
  } catch {
    issue = "it is not JSON";
  }
  throw new UserError([`${file}: expected recorded interactions, but ${issue}; record them again`]);
}

const Recording = z.object({
  consumer: z.string(),
  provider: z.string(),
  interactions: z.array(
    z.object({
      operation: z.string(),
      input: z.unknown(),
      answer: z.object({
        output: z.unknown().optional(),
        error: z.object({ code: z.string(), reason: z.string().optional() }).optional(),
      }),
      test: z.string().optional(),
    }),
  ),
});
