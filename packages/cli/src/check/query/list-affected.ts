/** The units affected by a change: those that changed, and those that import them. */

import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { fieldsOf } from "@seamline/core/internal";
import { UserError } from "../../error/user-error.ts";
import type { UnitKind } from "../boundary/unit.ts";
import type { Repository } from "../run/read-repository.ts";

/** A unit affected by a change. */
export interface AffectedUnit {
  readonly id: string;
  readonly kind: UnitKind;
  /**
   * `changed`: one of its files changed. `imports`: a direct or indirect import changed.
   * `settings`: a file that affects all units changed.
   */
  readonly why: "changed" | "imports" | "settings";
}

/** The files and the affected units of one change. */
export interface Affected {
  readonly files: readonly string[];
  readonly units: readonly AffectedUnit[];
}

/** Files that can change the target of any import, if they lie outside units. */
const settings =
  /(?:^|\/)(?:package\.json|[jt]sconfig[^/]*\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|package-lock\.json|yarn\.lock|bun\.lockb?|seamline\.config\.\w+)$/;

/**
 * Lists the changes between a commit and the working tree, and the units that they affect.
 * @throws {UserError} if git does not know the commit.
 */
export function listAffected(repository: Repository, since: string): Affected {
  const files = listChanges(repository.root, since);
  const { boundaries, graph } = repository;
  const importers = new Map<string, Set<string>>();
  for (const { file, target } of graph.internal) importers.set(target, (importers.get(target) ?? new Set()).add(file));
  const changed = new Set(files.flatMap((file) => boundaries.assign(file)?.unit.id ?? []));
  const everything = files.some((file) => settings.test(file) && isForAll(boundaries.assign(file)?.unit.kind));
  const reached = new Set<string>();
  const reach = (file: string): void => {
    const waiting = [file];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const importer of importers.get(at) ?? []) {
        if (reached.has(importer)) continue;
        reached.add(importer);
        waiting.push(importer);
      }
    }
  };
  // The whole unit counts as changed, since a manifest or a deleted file has no importers.
  for (const [target] of importers) if (changed.has(boundaries.assign(target)?.unit.id ?? "")) reach(target);
  for (const file of files) reach(file);
  const imports = new Set([...reached].flatMap((file) => boundaries.assign(file)?.unit.id ?? []));
  const units = boundaries.units.flatMap(({ id, kind }): readonly AffectedUnit[] => {
    if (changed.has(id)) return [{ id, kind, why: "changed" }];
    if (imports.has(id)) return [{ id, kind, why: "imports" }];
    return everything ? [{ id, kind, why: "settings" }] : [];
  });
  return { files, units };
}

/** Settings of a module, a client package or shared code affect that unit only. */
function isForAll(kind: UnitKind | undefined): boolean {
  return kind === undefined || kind === "root";
}

function listChanges(root: string, since: string): readonly string[] {
  const git = (...args: readonly string[]): readonly string[] =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 28 })
      .split("\0")
      .filter((path) => path !== "");
  try {
    const [top = ""] = git("rev-parse", "--show-toplevel").map((line) => line.trim());
    const prefix = relative(realpathSync(top), realpathSync(root)).split(sep).join("/");
    const tracked = git("diff", "--name-only", "--no-renames", "-z", "--end-of-options", since, "--");
    const untracked = git("ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/");
    return [...new Set([...tracked, ...untracked])].sort().flatMap((path) => below(prefix, path));
  } catch (reason) {
    const stderr = String(fieldsOf(reason).stderr ?? "");
    const printed = String(stderr).trim().split("\n")[0] ?? "";
    throw new UserError(
      [`${root}: expected git to know ${JSON.stringify(since)}, found: ${printed || String(reason)}`],
      {
        cause: reason,
      },
    );
  }
}

/**
 * A path of the git repository relative to this folder. Outside the folder, only settings above it
 * count.
 */
function below(prefix: string, path: string): readonly string[] {
  if (prefix === "") return [path];
  if (path.startsWith(`${prefix}/`)) return [path.slice(prefix.length + 1)];
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return settings.test(path) && (folder === "" || prefix === folder || prefix.startsWith(`${folder}/`))
    ? [`../${path}`]
    : [];
}
