/**
 * `generate --watch`. Each generation is a process of its own: a module that was imported once cannot be imported anew, and a
 * contract may import any number of files.
 */

import { spawn } from "node:child_process";
import { type FSWatcher, watch } from "node:fs";
import { relative, sep } from "node:path";
import { findClientFolders } from "../config/client-folders.ts";
import { type ConfigLocation, loadConfig } from "../config/load-config.ts";

/** How to watch. */
export interface WatchOptions extends ConfigLocation {
  /** The arguments of the command that generates once; it prints what it did to the same terminal. */
  readonly command: readonly string[];
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Told once the first generation is done and changes are awaited. */
  readonly onReady: (folders: readonly string[]) => void;
}

/** Milliseconds without another change before a generation starts: an editor writes a file in several steps. */
const quietMs = 50;

/**
 * Generates now and after every change below a client's sources, `generated/` excepted. Settles when `signal` is aborted and the
 * last generation has ended.
 * @throws {UserError} when the configuration cannot be read or names no client folder.
 */
export async function watchClients(options: WatchOptions): Promise<void> {
  const { signal } = options;
  const clients = findClientFolders(await loadConfig(options));
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  const run = (): void => {
    if (running !== undefined) {
      again = true;
      return;
    }
    running = generateOnce(options.command).then(() => {
      running = undefined;
      if (again && !signal.aborted) {
        again = false;
        run();
      }
    });
  };
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(run, quietMs);
  };
  const ended = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const watchers = clients.map(({ sources, output }) => watchFolder(sources, relative(sources, output), onChange));
  run();
  await running;
  if (!signal.aborted) options.onReady(clients.map((client) => client.label));
  await ended;
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  await running;
}

function watchFolder(folder: string, except: string, onChange: () => void): FSWatcher {
  return watch(folder, { recursive: true }, (_event, file) => {
    if (file !== null && (file === except || file.startsWith(`${except}${sep}`))) return;
    onChange();
  });
}

/** A generation that fails has said why; the next change is another chance. */
function generateOnce(command: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    spawn(process.execPath, command, { stdio: ["ignore", "inherit", "inherit"] }).once("exit", () => resolve());
  });
}
