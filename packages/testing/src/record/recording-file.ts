/**
 * Recordings as files: one for each consumer and provider, with equal bytes for equal recordings.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Interaction, Recording } from "./interaction.ts";

/** The default folder of recordings, below the consumer's package. */
export const recordingFolder = "contracts/interactions";

/**
 * A file or a folder: a path, or a `file:` URL, such as `new URL("../contracts/interactions",
 * import.meta.url)`.
 */
export type RecordingPath = string | URL;

/** Returns the name of a recording's file. */
export function recordingName({ consumer, provider }: Pick<Recording, "consumer" | "provider">): string {
  return `${consumer}-${provider}.json`;
}

/** Prints the text of a recording's file. */
export function printRecording(recording: Recording): string {
  const { consumer, provider, expects } = recording;
  const interactions = recording.interactions.map(
    ({ operation, test, providerState, input, response, matchers }): Interaction => ({
      operation,
      ...(test !== undefined && { test }),
      ...(providerState !== undefined && { providerState }),
      input,
      response,
      ...(matchers !== undefined && { matchers }),
    }),
  );
  return `${JSON.stringify({ consumer, provider, expects, interactions }, undefined, 2)}\n`;
}

/**
 * Writes a recording unless the file has the same content in any layout. Creates the folder.
 * @returns the path of the file.
 */
export function writeRecording(folder: string, recording: Recording): string {
  const file = join(folder, recordingName(recording));
  if (isWritten(file, recording)) return file;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, printRecording(recording));
  return file;
}

/**
 * Returns `true` if a file has the content of a recording in any layout: formatters may have
 * changed it.
 */
export function isWritten(file: string, recording: Recording): boolean {
  if (!existsSync(file)) return false;
  return printRecording(parseRecording(readFileSync(file, "utf8"), file)) === printRecording(recording);
}

/**
 * Reads recordings from files, and from all `.json` files of folders in the order of their names. A
 * path that does not exist has no recordings; the verifier reports them as missing.
 * @throws {TypeError} for a file that is no recording, with its path and the position.
 */
export function readRecordings(paths: RecordingPath | readonly RecordingPath[]): readonly Recording[] {
  const list = typeof paths === "string" || paths instanceof URL ? [paths] : paths;
  return list
    .map((path) => (typeof path === "string" ? path : fileURLToPath(path)))
    .flatMap(listFiles)
    .map((file) => parseRecording(readFileSync(file, "utf8"), file));
}

/**
 * Reads the text of a recording.
 * @param file its path in the messages of errors.
 * @throws {TypeError} for text that is no recording, with the position.
 */
export function parseRecording(text: string, file: string): Recording {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`${file}: expected recorded interactions, found no JSON; record them again`, { cause });
  }
  const result = RecordingSchema.safeParse(value);
  if (result.success) return result.data as Recording;
  const [issue] = result.error.issues;
  const position = issue?.path.join(".") || "(root)";
  throw new TypeError(
    `${file}: expected recorded interactions, found at ${position}: ${issue?.message}; record them again`,
  );
}

function listFiles(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(path, name));
}

const json = z.record(z.string(), z.unknown());

const MatcherSchema = z.discriminatedUnion("match", [
  z.object({ match: z.literal("exact") }),
  z.object({ match: z.literal("regex"), pattern: z.string() }),
  z.object({ match: z.literal("like") }),
]);

const RecordingSchema = z.object({
  consumer: z.string(),
  provider: z.string(),
  expects: z.record(z.string(), z.object({ output: json.optional(), errors: z.record(z.string(), json).optional() })),
  interactions: z.array(
    z.object({
      operation: z.string(),
      test: z.string().optional(),
      providerState: z.object({ name: z.string(), parameters: json.optional() }).optional(),
      input: z.unknown(),
      response: z.object({
        output: z.unknown().optional(),
        error: z.object({ code: z.string(), reason: z.string(), details: z.unknown().optional() }).optional(),
      }),
      matchers: z.record(z.string(), MatcherSchema).optional(),
    }),
  ),
});
