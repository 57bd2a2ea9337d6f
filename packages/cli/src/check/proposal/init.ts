/** `init`: boundaries for a repository without any, with a check that passes at once. */

import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CheckConfig } from "../../config/check-config.ts";
import { findConfig } from "../../config/load-config.ts";
import { UserError } from "../../error/user-error.ts";
import { type CheckResult, checkRepository } from "../run/check.ts";
import { divideSources, type Repository } from "../run/read-repository.ts";
import { type Arrangement, arrange } from "./assign-rest.ts";
import { type FileGraph, readFileGraph } from "./file-graph.ts";
import { printConfig } from "./print-config.ts";
import { proposeConfig, proposeEdges } from "./propose-config.ts";
import { type Division, proposeModules } from "./propose-modules.ts";
import { type RankedEdge, rankEdges } from "./rank-edges.ts";

/** The repository to propose boundaries for. */
export interface InitOptions {
  /** Default: the working directory. */
  readonly cwd?: string | undefined;
}

/** A proposal, before anything is written. */
export interface Proposal {
  readonly config: CheckConfig;
  /** The text of `seamline.config.ts`. */
  readonly text: string;
  readonly arrangement: Arrangement;
  /** The repository as divided by the configuration. */
  readonly repository: Repository;
}

/** The files written, and the result of the check. */
export interface InitResult extends Proposal {
  readonly file: string;
  readonly result: CheckResult;
  /** The edges worth removing first. */
  readonly edges: readonly RankedEdge[];
}

const shownEdges = 5;
const configFile = "seamline.config.ts";

/**
 * Proposes a configuration that `check` accepts; writes nothing.
 * @throws {UserError} if there are no modules to propose.
 */
export async function propose({ cwd = "." }: InitOptions = {}): Promise<Proposal> {
  const root = resolve(cwd);
  const graph = await readFileGraph(root);
  if (graph.files.length === 0) throw new UserError([`${root}: expected source files, found none; correct --cwd`]);
  const faults: string[] = [];
  for (const division of proposeModules(graph)) {
    try {
      return proposeDivision(graph, division);
    } catch (reason) {
      if (!(reason instanceof UserError)) throw reason;
      faults.push(...reason.faults); // the next best division may have none
    }
  }
  if (faults.length > 0) throw new UserError([...new Set(faults)]);
  throw new UserError([
    `${root}: expected two folders that could be modules, found none; move what belongs together into folders, ` +
      "or write `check: { modules: { … } }` in seamline.config.ts by hand",
  ]);
}

/** @throws {UserError} for a configuration that `check` would refuse. */
function proposeDivision(graph: FileGraph, division: Division): Proposal {
  const arrangement = arrange(graph, division);
  const outline = proposeConfig(graph, arrangement);
  const divide = (check: CheckConfig): Repository => divideSources(graph.sources, { check, clients: [], configFile });
  const config = { ...outline, ...proposeEdges(divide(outline).units) };
  const repository = divide(config);
  checkRepository(repository);
  return { config, text: printConfig(config), arrangement, repository };
}

/**
 * Writes the proposal and a baseline of its current violations.
 * @throws {UserError} if there is a configuration already: it is never overwritten.
 */
export async function init(options: InitOptions = {}): Promise<InitResult> {
  const root = resolve(options.cwd ?? ".");
  const file = join(root, configFile);
  const present = findConfig(root);
  if (present !== undefined) {
    throw new UserError([
      `${present}: expected no configuration yet, found one; run \`seamline init --print\` and copy from it what you need`,
    ]);
  }
  const proposal = await propose(options);
  const { repository } = proposal;
  const found = checkRepository(repository);
  const owners = [...new Set(found.violations.filter(({ status }) => status === "new").map(({ owner }) => owner))];
  writeFileSync(file, proposal.text);
  const result = owners.length === 0 ? found : checkRepository(repository, { growBaseline: owners });
  return { ...proposal, file, result, edges: rankEdges(repository.units, shownEdges) };
}
