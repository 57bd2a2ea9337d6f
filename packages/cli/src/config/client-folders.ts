/** Finds the client packages named by a configuration. */

import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { UserError } from "../error/user-error.ts";
import type { ImportExtension } from "../loading/resolve-fallback.ts";
import type { LoadedConfig } from "./load-config.ts";

/** One client package. Paths are absolute. */
export interface ClientFolder {
  /** The displayed path: relative to the configuration, with forward slashes. */
  readonly label: string;
  readonly folder: string;
  readonly contractFile: string;
  /** The source folder: it holds the contract and `generated/`. */
  readonly sources: string;
  readonly output: string;
  /** The ending of imports in generated files. */
  readonly importExtension: ImportExtension;
}

/**
 * Lists the client packages, sorted by path.
 * @throws {UserError} if there are none, and for every folder without a contract.
 */
export function findClientFolders(config: LoadedConfig): readonly ClientFolder[] {
  const clients = listClientFolders(config);
  if (clients.length === 0) {
    const patterns = config.clients.join(", ");
    throw new UserError([
      `${config.root}: expected client folders (${patterns}), each with ${config.contract}, found none; ` +
        (config.file === undefined
          ? "write clients/<service>/src/contract.ts, or a seamline.config.ts that names the folders"
          : `correct \`clients\` in ${config.file}`),
    ]);
  }
  const faults = clients
    .filter((client) => !existsSync(client.contractFile))
    .map(
      (client) =>
        `${client.contractFile}: expected the contract of the client package, found no file; write it, or change \`clients\` or \`contract\` in seamline.config.ts`,
    );
  if (faults.length > 0) throw new UserError(faults);
  return clients;
}

/** Lists the client packages, sorted by path, with or without a contract. */
export function listClientFolders(config: LoadedConfig): readonly ClientFolder[] {
  const folders = new Set(config.clients.flatMap((pattern) => expand(config.root, pattern)));
  return [...folders].sort().map((folder) => toClientFolder(config, folder));
}

function toClientFolder(config: LoadedConfig, folder: string): ClientFolder {
  const contractFile = join(folder, config.contract);
  const sources = dirname(contractFile);
  const label = relative(config.root, folder).split(sep).join("/");
  const output = join(sources, "generated");
  return {
    label: label === "" ? "." : label,
    folder,
    contractFile,
    sources,
    output,
    importExtension: config.importExtension,
  };
}

/**
 * Expands a pattern. One without `*` yields its folder even if it does not exist, so that the
 * missing contract is reported.
 */
function expand(root: string, pattern: string): readonly string[] {
  let found = [root];
  for (const segment of pattern.split("/")) {
    found = segment.includes("*")
      ? found.flatMap((folder) => listMatching(folder, segment))
      : found.map((folder) => join(folder, segment));
  }
  return pattern.includes("*") ? found.filter((folder) => existsSync(folder)) : found;
}

function listMatching(folder: string, segment: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const literals = segment.split("*").map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const matcher = new RegExp(`^${literals.join(".*")}$`);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith(".") && entry.name !== "node_modules" && matcher.test(entry.name))
    .filter((entry) => isFolder(folder, entry))
    .map((entry) => join(folder, entry.name));
}

function isFolder(parent: string, entry: Dirent): boolean {
  return entry.isDirectory() || (entry.isSymbolicLink() && statSync(join(parent, entry.name)).isDirectory());
}
