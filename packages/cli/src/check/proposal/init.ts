/** `init`: boundaries for a repository that has none yet, green on the first day. */

import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CheckConfig } from "../../config/check-config.ts";
import { UserError } from "../../error/user-error.ts";
import { type CheckResult, check } from "../run/check.ts";
import { readRepository } from "../run/read-repository.ts";
import { type Arrangement, arrange } from "./assign-rest.ts";
import { readFileGraph } from "./file-graph.ts";
import { printConfig } from "./print-config.ts";
import { proposeConfig } from "./propose-config.ts";
import { proposeModules } from "./propose-modules.ts";
import { type RankedEdge, rankEdges } from "./rank-edges.ts";

/** Where to begin. */
export interface InitOptions {
  /** Default: the working directory. */
  readonly cwd?: string | undefined;
}

/** What is proposed, before anything is written. */
export interface Proposal {
  readonly config: CheckConfig;
  /** The text of `seamline.config.ts`. */
  readonly text: string;
  readonly arrangement: Arrangement;
}

/** What was written. */
export interface InitResult extends Proposal {
  readonly file: string;
  readonly result: CheckResult;
  /** The edges worth removing first. */
  readonly edges: readonly RankedEdge[];
}

const shownEdges = 5;

/** Proposes a configuration; writes nothing. @throws {UserError} when there is nothing to divide. */
export async function propose({ cwd = "." }: InitOptions = {}): Promise<Proposal> {
  const root = resolve(cwd);
  const graph = await readFileGraph(root);
  if (graph.files.length === 0) throw new UserError([`${root}: expected source files, found none; correct --cwd`]);
  const division = proposeModules(graph);
  if (division === undefined) {
    throw new UserError([
      `${root}: expected two folders that could be modules, found none; move what belongs together into folders, ` +
        "or write `check: { modules: { … } }` in seamline.config.ts by hand",
    ]);
  }
  const arrangement = arrange(graph, division);
  const config = proposeConfig(graph, arrangement);
  return { config, text: printConfig(config), arrangement };
}

/**
 * Writes the proposal and a baseline of everything that it forbids today.
 * @throws {UserError} when there is a configuration already: it is never overwritten.
 */
export async function init(options: InitOptions = {}): Promise<InitResult> {
  const root = resolve(options.cwd ?? ".");
  const file = join(root, "seamline.config.ts");
  if (existsSync(file)) {
    throw new UserError([
      `${file}: expected no configuration yet, found one; run \`seamline init --print\` and copy from it what you need`,
    ]);
  }
  const proposal = await propose(options);
  writeFileSync(file, proposal.text);
  const found = await check({ cwd: root });
  const owners = [...new Set(found.violations.filter(({ status }) => status === "new").map(({ owner }) => owner))];
  const result = owners.length === 0 ? found : await check({ cwd: root, growBaseline: owners });
  const { units } = await readRepository({ cwd: root });
  return { ...proposal, file, result, edges: rankEdges(units, shownEdges) };
}
