/** Snapshots in a commit, read without touching the working tree. */

import { execFile } from "node:child_process";
import { posix } from "node:path";
import { promisify } from "node:util";
import type { LoadedConfig } from "../config/load-config.ts";
import { UserError } from "../error/user-error.ts";
import type { ContractSnapshot } from "../model/contract-snapshot.ts";
import { parseSnapshot } from "./parse-snapshot.ts";

const execute = promisify(execFile);

/** The snapshots of a commit. */
export interface GitSnapshots {
  readonly snapshots: readonly ContractSnapshot[];
  /**
   * The configuration's folder relative to the top of the repository: empty, or with a trailing
   * slash.
   */
  readonly prefix: string;
}

/**
 * Reads the committed snapshots of all client packages in the configuration.
 * @param ref any name of a commit: a branch, a tag, `HEAD~1`.
 * @throws {UserError} if git does not know it.
 */
export async function readGitSnapshots(ref: string, config: LoadedConfig): Promise<GitSnapshots> {
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await execute("git", ["-C", config.root, ...args], { maxBuffer: 2 ** 28 });
    return stdout;
  };
  let commit: string;
  try {
    commit = (await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`)).trim();
  } catch (cause) {
    throw new UserError(
      [
        `--against: expected a commit that git knows in ${config.root}, found ${JSON.stringify(ref)}; ` +
          "name a branch, tag or commit, and in CI fetch it first (`git fetch origin main`)",
      ],
      { cause },
    );
  }
  const prefix = (await git("rev-parse", "--show-prefix")).trim();
  const files = (await git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)).split("\0");
  const matchers = config.clients.map((pattern) => toMatcher(posix.join(prefix, pattern), config.contract));
  const snapshots: ContractSnapshot[] = [];
  for (const file of files) {
    if (!matchers.some((matcher) => matcher.test(file))) continue;
    snapshots.push(parseSnapshot(await git("show", `${commit}:${file}`), `${ref}:${file}`));
  }
  return { snapshots, prefix };
}

/**
 * Matches the snapshot paths of a pattern of client folders, relative to the top of the repository.
 */
function toMatcher(pattern: string, contract: string): RegExp {
  const path = posix.join(pattern, posix.dirname(contract), "generated/contract.json");
  const literals = path.split("*").map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${literals.join("[^/]*")}$`);
}
