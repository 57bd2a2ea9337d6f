/** Compares files, or the contracts of a repository with those of a commit. */

import { readFileSync } from "node:fs";
import { posix, resolve } from "node:path";
import { findClientFolders } from "../config/client-folders.ts";
import { loadConfig } from "../config/load-config.ts";
import { loadContract } from "../contract-source/load-contract.ts";
import { UserError } from "../error/user-error.ts";
import { type ContractSnapshot, takeSnapshot } from "../model/contract-snapshot.ts";
import { type ContractChange, createChange } from "./change.ts";
import { compareContracts } from "./compare-contracts.ts";
import { compareEvents } from "./compare-events.ts";
import type { DiffOptions, DiffResult, ServiceDiff } from "./diff-result.ts";
import { addBrokenConsumers } from "./find-broken-consumers.ts";
import { addReceivers } from "./find-receivers.ts";
import { readGitSnapshots } from "./git-snapshots.ts";
import { groupChanges } from "./group-changes.ts";
import { type RecordedInteractions, readInteractions } from "./interactions.ts";
import { parseSnapshot } from "./parse-snapshot.ts";
import type { Side } from "./rule.ts";

/**
 * Compares contracts.
 * @throws {UserError} if there is nothing to compare, or a snapshot or recording cannot be read.
 */
export async function compareSources(options: DiffOptions): Promise<DiffResult> {
  const from = resolve(options.cwd ?? "");
  const recordings = readInteractions((options.interactions ?? []).map((path) => resolve(from, path)));
  const pairs = options.files === undefined ? await readRepository(options) : [readFiles(options.files, from)];
  const services = pairs.flatMap((pair) => {
    const found = comparePair(pair, recordings, options.interactions !== undefined);
    return found.changes.length === 0 ? [] : [found];
  });
  const changes = services.flatMap((service) => service.changes);
  const countOf = (side: Side): number => changes.filter((change) => change.breaks.includes(side)).length;
  const names = changes.flatMap(({ consumers = [] }) => consumers.map(({ consumer }) => consumer));
  return {
    services,
    safe: changes.filter((change) => change.breaks.length === 0).length,
    breaking: {
      callers: countOf("callers"),
      handlers: countOf("handlers"),
      receivers: countOf("receivers"),
      publishers: countOf("publishers"),
    },
    consumers: [...new Set(names)].sort(),
  };
}

interface Pair {
  readonly before: ContractSnapshot | undefined;
  readonly after: ContractSnapshot | undefined;
  readonly file?: string;
  /** All contracts before; `undefined` if only these two are known. */
  readonly all?: readonly ContractSnapshot[];
}

function comparePair(
  { before, after, file, all }: Pair,
  recordings: readonly RecordedInteractions[],
  names: boolean,
): ServiceDiff {
  const service = (after ?? before)?.service ?? "";
  let changes: readonly ContractChange[];
  if (before === undefined) changes = [createChange("service-added", service, { after: service })];
  else if (after === undefined) {
    const none = { ...before, events: {}, handles: [] };
    changes = [createChange("service-removed", service, { before: service }), ...compareEvents(before, none)];
  } else changes = compareContracts(before, after);
  let named = changes;
  if (before !== undefined && all !== undefined) named = addReceivers(named, before, all);
  if (before !== undefined && names) named = addBrokenConsumers(named, before, after, recordings);
  return { service, ...(file !== undefined && { file }), changes: groupChanges(named) };
}

function readFiles([before, after]: readonly [string, string], from: string): Pair {
  const [one, other] = [before, after].map((file) => parseSnapshot(readText(resolve(from, file)), file));
  return { before: one, after: other, file: after };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw new UserError([`${file}: expected a contract.json, found no readable file; correct the path`], { cause });
  }
}

async function readRepository(options: DiffOptions): Promise<readonly Pair[]> {
  if (options.against === undefined) {
    throw new UserError([
      "diff: expected two contract.json files or --against <commit>, found neither; write `seamline diff --against main`",
    ]);
  }
  const config = await loadConfig(options);
  const { snapshots, prefix } = await readGitSnapshots(options.against, config);
  const old = new Map(snapshots.map((one) => [one.service, one]));
  const pairs: Pair[] = [];
  for (const client of findClientFolders(config)) {
    const { contract } = await loadContract(client);
    const file = posix.join(prefix, client.label, config.contract);
    pairs.push({ before: old.get(contract.name), after: takeSnapshot(contract), file, all: snapshots });
    old.delete(contract.name);
  }
  return [...pairs, ...[...old.values()].map((before): Pair => ({ before, after: undefined, all: snapshots }))];
}
