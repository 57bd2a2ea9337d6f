/**
 * `generate --watch`. Each generation is a separate process: Node evaluates a module once per
 * process, and a contract may import any number of files.
 *
 * Changes are found by polling, not by file system events. Those are bound to an inode and are lost
 * when an editor saves by renaming or a branch is switched (Node's recursive watch on Linux loses
 * such files for good).
 */

import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ClientFolder, findClientFolders, listClientFolders } from "../config/client-folders.ts";
import { type ConfigLocation, type LoadedConfig, loadConfig } from "../config/load-config.ts";

/** The command to watch with. */
export interface WatchOptions extends ConfigLocation {
  /**
   * The arguments of the command that generates once; it prints its result to the same terminal.
   */
  readonly command: readonly string[];
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Called once, when the first generation is done and the folders are watched. */
  readonly onReady: (folders: readonly string[]) => void;
}

/**
 * Milliseconds between two polls. Slow polls lengthen it, so that watching uses at most a twentieth
 * of one processor.
 */
const pauseMs = 200;
const pauseFactor = 20;

/**
 * Generates now and after every change below a client's sources, except in `generated/`; clients
 * added later are included. Settles when `signal` is aborted and the last generation has ended.
 * @throws {UserError} if the configuration cannot be read or names no client folder.
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

/** The paths, times and sizes of all files that a generation may depend on. */
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
    return []; // deleted, perhaps for a moment
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

/** A failed generation prints its faults and leaves the watch running. */
function generateOnce(command: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    spawn(process.execPath, command, { stdio: ["ignore", "inherit", "inherit"] }).once("exit", () => resolve());
  });
}
