/**
 * Recorded interactions: calls of consumers in their tests, as files. Only the parts that `diff`
 * uses are read.
 */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../error/user-error.ts";

/** One recorded call. */
export interface Interaction {
  /** The operation's name in the provider's contract. */
  readonly operation: string;
  /** The input in wire form. */
  readonly input: unknown;
  /** The response: an output or an error. */
  readonly response: {
    /** The output in wire form; absent for a void operation, or beside an error. */
    readonly output?: unknown;
    /** The error; absent if the call succeeded. */
    readonly error?:
      | {
          /** The kind of failure. */
          readonly code: string;
          /** The name of a declared error; absent for any other. */
          readonly reason?: string | undefined;
        }
      | undefined;
  };
  /** The test that made the call; absent for a call outside of tests. */
  readonly test?: string | undefined;
}

/** The calls of one consumer to one provider. */
export interface RecordedInteractions {
  /** The calling service, as in the recording. */
  readonly consumer: string;
  /** The called service. */
  readonly provider: string;
  /** The calls, in the order of the file. */
  readonly interactions: readonly Interaction[];
}

/**
 * Reads files, and all `.json` files of folders, sorted by name.
 * @throws {UserError} for a path that does not exist or is not a recording, and if there are none.
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
      response: z.object({
        output: z.unknown().optional(),
        error: z.object({ code: z.string(), reason: z.string().optional() }).optional(),
      }),
      test: z.string().optional(),
    }),
  ),
});
