/** `check`: whether the imports of a repository keep to its boundaries. */

import { join, relative } from "node:path";
import { type BaselineEntry, readBaseline, writeBaseline } from "../baseline/baseline.ts";
import { listGrown, readBaselineAt } from "../baseline/baseline-at.ts";
import {
  compareBaseline,
  growBaseline,
  type JudgedViolation,
  modeOf,
  shrinkBaseline,
} from "../baseline/compare-baseline.ts";
import { applyRules } from "../rule/apply-rules.ts";
import type { Violation } from "../rule/violation.ts";
import { count } from "../text/table.ts";
import { type ReadOptions, type Repository, readRepository } from "./read-repository.ts";

/** The repository to check, and the changes to its baseline. */
export interface CheckOptions extends ReadOptions {
  /**
   * Removes entries from the baseline that are no longer violations. Never adds. Default `false`.
   */
  readonly shrinkBaseline?: boolean | undefined;
  /** Accepts the new violations of these owners, too. Default: none. */
  readonly growBaseline?: readonly string[] | undefined;
  /**
   * A commit: entries that the baseline has accepted since are listed, and fail for owners whose
   * baseline is frozen. Default: none is listed.
   */
  readonly baselineSince?: string | undefined;
}

/** An entry that was accepted since a commit. */
export interface GrownEntry extends BaselineEntry {
  /** The owner's baseline is frozen: the entry fails the check. */
  readonly frozen: boolean;
}

/** The violations of a repository, and the state of its baseline. */
export interface CheckResult {
  /**
   * `true` when no violation is new, no entry is stale, and none was accepted where the baseline is
   * frozen.
   */
  readonly ok: boolean;
  /** The number of files that were read. */
  readonly files: number;
  /** The number of their imports. */
  readonly imports: number;
  /** The number of modules. */
  readonly modules: number;
  /** All violations, accepted ones too, by file and place. */
  readonly violations: readonly JudgedViolation[];
  /** The accepted violations. */
  readonly baseline: {
    /** The number of entries. */
    readonly recorded: number;
    /** Entries that are no longer violations: an error until they are removed. */
    readonly stale: readonly BaselineEntry[];
    /** Entries that were accepted since `baselineSince`; an error where the baseline is frozen. */
    readonly grown: readonly GrownEntry[];
  };
  /** The folder of the baseline, relative to the configuration. */
  readonly baselineFolder: string;
  /** Remarks for people that no rule makes. */
  readonly notices: readonly string[];
}

/**
 * Checks the boundaries of a repository.
 * @throws {UserError} whenever something was not checked: a file that does not parse, an import
 * that names nothing, a setting that matches nothing.
 */
export async function check(options: CheckOptions = {}): Promise<CheckResult> {
  return checkRepository(await readRepository(options), options);
}

/** Checks what is read already. @throws {UserError} */
export function checkRepository(repository: Repository, options: CheckOptions = {}): CheckResult {
  const { config, boundaries, graph } = repository;
  const violations = findViolations(repository);
  const baselineFolder = config.baseline?.folder ?? "boundaries";
  const folder = join(repository.root, baselineFolder);
  let baseline = readBaseline(folder);
  let compared = compareBaseline(violations, baseline, config.baseline);
  if (options.shrinkBaseline === true || options.growBaseline !== undefined) {
    baseline = shrinkBaseline(baseline, compared);
    if (options.growBaseline !== undefined) {
      baseline = growBaseline(baseline, compared, options.growBaseline, config.baseline);
    }
    writeBaseline(folder, baseline);
    compared = compareBaseline(violations, baseline, config.baseline);
  }
  const since = options.baselineSince;
  const accepted =
    since === undefined ? [] : listGrown(baseline, readBaselineAt(repository.root, baselineFolder, since));
  const grown = accepted.map((one) => ({ ...one, frozen: modeOf(config.baseline, one.owner) === "frozen" }));
  return {
    ok:
      compared.stale.length === 0 &&
      grown.every(({ frozen }) => !frozen) &&
      compared.violations.every(({ status }) => status !== "new"),
    files: graph.files.length,
    imports: graph.internal.length + graph.packages.length,
    modules: boundaries.units.filter(({ kind }) => kind === "module").length,
    violations: compared.violations,
    baseline: { recorded: compared.recorded, stale: compared.stale, grown },
    baselineFolder,
    notices: notice(repository),
  };
}

/** All violations of a repository, whatever its baseline accepts. @throws {UserError} */
export function findViolations({
  boundaries,
  graph,
  units,
  data,
  config,
  configFile,
}: Repository): readonly Violation[] {
  const { floors = [], tables = {} } = config;
  return applyRules({ boundaries, graph, units, data, tables, floors, configFile });
}

function notice({ root, foreign, missing, duplicates, graph }: Repository): readonly string[] {
  const kinds = [...new Set(foreign.map((file) => file.slice(file.lastIndexOf("."))))].join(", ");
  const imported = duplicates.filter(({ name }) =>
    graph.internal.some(({ statement: { specifier } }) => specifier === name || specifier.startsWith(`${name}/`)),
  );
  return [
    ...(foreign.length === 0
      ? []
      : [
          `not read, because their imports stand in ${kinds}: ${count(foreign.length, "file")}, ${foreign.slice(0, 3).join(", ")}`,
        ]),
    ...noticeMissing(root, missing),
    ...imported.map(
      ({ name, folders }) =>
        `the name ${name} has more than one package: ${folders.join(", ")}; imports of it are taken for ${folders[0]}`,
    ),
  ];
}

const named = 3;

function noticeMissing(root: string, missing: Repository["missing"]): readonly string[] {
  if (missing.size === 0) return [];
  const first = [...missing].slice(0, named).map(([extended, file]) => `${extended} in ${relative(root, file)}`);
  const more = missing.size > named ? `, and ${missing.size - named} more` : "";
  return [
    `read without settings that are extended and not installed, and the aliases in them: ${first.join(", ")}${more}`,
  ];
}
