/** The baseline at a commit. Entries that it lacks were accepted since. */

import { execFileSync } from "node:child_process";
import { fieldsOf } from "@seamline/core/internal";
import { UserError } from "../../error/user-error.ts";
import { type Baseline, type BaselineEntry, parseBaselineFile } from "./baseline.ts";

/**
 * Reads the baseline of a commit.
 * @param folder the folder of the baseline, relative to the root.
 * @throws {UserError} if git does not know the commit.
 */
export function readBaselineAt(root: string, folder: string, commit: string): Baseline {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 28 });
  try {
    const id = git("rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`).trim();
    const paths = git("ls-tree", "-z", "--name-only", id, "--", `${folder}/`).split("\0");
    return new Map(
      paths
        .filter((path) => path.endsWith(".txt"))
        .map((path) => {
          const { owner, entries } = parseBaselineFile(git("show", `${id}:./${path}`));
          return [owner, new Set(entries)] as const;
        }),
    );
  } catch (reason) {
    const printed =
      String(fieldsOf(reason).stderr ?? "")
        .trim()
        .split("\n")[0] || String(reason);
    throw new UserError([`--baseline-since: expected git to know ${JSON.stringify(commit)}, found: ${printed}`], {
      cause: reason,
    });
  }
}

/** The entries of a baseline that an earlier one lacks. */
export function listGrown(baseline: Baseline, before: Baseline): readonly BaselineEntry[] {
  return [...baseline].flatMap(([owner, entries]) =>
    [...entries].filter((entry) => before.get(owner)?.has(entry) !== true).map((entry) => ({ owner, entry })),
  );
}
