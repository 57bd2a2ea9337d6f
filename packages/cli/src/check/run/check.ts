/** `check`: compares the imports of a repository with its boundaries. */

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
  /** Remove stale entries from the baseline; nothing is added. Default `false`. */
  readonly shrinkBaseline?: boolean | undefined;
  /** Accept the new violations of these owners as well. Default: none. */
  readonly growBaseline?: readonly string[] | undefined;
  /**
   * A commit: entries added to the baseline since are listed, and fail for owners with a frozen
   * baseline. Default: none are listed.
   */
  readonly baselineSince?: string | undefined;
}

/** An entry added to the baseline since a commit. */
export interface GrownEntry extends BaselineEntry {
  /** `true` if the owner's baseline is frozen, so that the entry fails the check. */
  readonly frozen: boolean;
}

/** The violations of a repository, and the state of its baseline. */
export interface CheckResult {
  /** `true` if no violation is new, no entry is stale, and none was added to a frozen baseline. */
  readonly ok: boolean;
  /** The number of read files. */
  readonly files: number;
  /** The number of their imports. */
  readonly imports: number;
  /** The number of modules. */
  readonly modules: number;
  /** All violations, accepted ones included, sorted by file and position. */
  readonly violations: readonly JudgedViolation[];
  /** The accepted violations. */
  readonly baseline: {
    /** The number of entries. */
    readonly recorded: number;
    /** Entries that are no longer violations: an error until they are removed. */
    readonly stale: readonly BaselineEntry[];
    /** Entries added since `baselineSince`; an error if the baseline is frozen. */
    readonly grown: readonly GrownEntry[];
  };
  /** The folder of the baseline, relative to the configuration. */
  readonly baselineFolder: string;
  /** Remarks that are not violations. */
  readonly notices: readonly string[];
}

/**
 * Checks the boundaries of a repository.
 * @throws {UserError} if a part was not checked: a file that does not parse, an import without a
 * target, a setting that matches nothing.
 */
export async function check(options: CheckOptions = {}): Promise<CheckResult> {
  return checkRepository(await readRepository(options), options);
}

/** Checks a repository that is already read. @throws {UserError} */
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

/** All violations of a repository, accepted ones included. @throws {UserError} */
export function findViolations({
  boundaries,
  graph,
  units,
  data,
  events,
  contracts,
  config,
  configFile,
}: Repository): readonly Violation[] {
  const { floors = [], tables = {} } = config;
  return applyRules({ boundaries, graph, units, data, events, contracts, tables, floors, configFile });
}

function notice({ root, unsupported, missing, duplicates, graph }: Repository): readonly string[] {
  const kinds = [...new Set(unsupported.map((file) => file.slice(file.lastIndexOf("."))))].join(", ");
  const imported = duplicates.filter(({ name }) =>
    graph.internal.some(({ statement: { specifier } }) => specifier === name || specifier.startsWith(`${name}/`)),
  );
  return [
    ...(unsupported.length === 0
      ? []
      : [
          `not read, because ${kinds} files are not supported: ${count(unsupported.length, "file")}, ${unsupported.slice(0, 3).join(", ")}`,
        ]),
    ...noticeMissing(root, missing),
    ...imported.map(
      ({ name, folders }) =>
        `the name ${name} has more than one package: ${folders.join(", ")}; imports of it resolve to ${folders[0]}`,
    ),
  ];
}

const named = 3;

function noticeMissing(root: string, missing: Repository["missing"]): readonly string[] {
  if (missing.size === 0) return [];
  const first = [...missing].slice(0, named).map(([extended, file]) => `${extended} in ${relative(root, file)}`);
  const more = missing.size > named ? `, and ${missing.size - named} more` : "";
  return [
    `read without extended settings that are not installed, and without their aliases: ${first.join(", ")}${more}`,
  ];
}
