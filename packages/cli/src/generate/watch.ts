/**
 * `generate --watch`. Each generation is a process of its own: a module that was imported once cannot be imported anew, and a
 * contract may import any number of files.
 *
 * Changes are found by looking, not by the file system's notices: those are bound to the file or folder of the moment, and are
 * lost when an editor saves by renaming or a branch is switched (Node's recursive watch on Linux loses such files for good).
 */

import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ClientFolder, findClientFolders, listClientFolders } from "../config/client-folders.ts";
import { type ConfigLocation, type LoadedConfig, loadConfig } from "../config/load-config.ts";

/** How to watch. */
export interface WatchOptions extends ConfigLocation {
  /** The arguments of the command that generates once; it prints what it did to the same terminal. */
  readonly command: readonly string[];
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Called once the first generation is done and changes are awaited. */
  readonly onReady: (folders: readonly string[]) => void;
}

/** Milliseconds between two looks; longer where a look takes long, so that watching costs a twentieth of one processor at most. */
const pauseMs = 200;
const pauseFactor = 20;

/**
 * Generates now and after every change below a client's sources, `generated/` excepted; clients that are added later count.
 * Settles when `signal` is aborted and the last generation has ended.
 * @throws {UserError} when the configuration cannot be read or names no client folder.
 */
export async function watchClients(options: WatchOptions): Promise<void> {
  const { signal } = options;
  const config = await loadConfig(options);
  const clients = findClientFolders(config);
  let seen = describe(config);
  await generateOnce(options.command);
  if (!signal.aborted) options.onReady(clients.map((client) => client.label));
  while (!signal.aborted) {
    const started = performance.now();
    const now = describe(config);
    const took = performance.now() - started;
    if (now !== seen) {
      seen = now;
      await generateOnce(options.command);
    }
    await pause(Math.max(pauseMs, took * pauseFactor), signal);
  }
}

/** Everything that a generation may depend on, by the place, the time and the size of files. */
function describe(config: LoadedConfig): string {
  const lines = config.file === undefined ? [] : [describeFile(config.file)];
  for (const client of listClientFolders(config)) {
    lines.push(
      describeFile(join(client.folder, "package.json")),
      ...describeFolder(dirname(client.contractFile), client),
    );
  }
  return lines.join("\n");
}

function describeFolder(folder: string, client: ClientFolder): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (path === client.output || entry.name === "node_modules" || entry.name.startsWith(".")) return [];
      return entry.isDirectory() ? describeFolder(path, client) : [describeFile(path)];
    });
  } catch {
    return []; // gone, perhaps for a moment
  }
}

function describeFile(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? `${path} none` : `${path} ${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}

/** A generation that fails has printed why; the next change is another chance. */
function generateOnce(command: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    spawn(process.execPath, command, { stdio: ["ignore", "inherit", "inherit"] }).once("exit", () => resolve());
  });
}
