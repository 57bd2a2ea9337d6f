/** `generate`: from the contracts of a repository to its client packages. */

import { findClientFolders } from "../config/client-folders.ts";
import { type ConfigLocation, loadConfig } from "../config/load-config.ts";
import { type ContractSource, loadContract } from "../contract-source/load-contract.ts";
import { UserError } from "../error/user-error.ts";
import { planClient } from "./plan-client.ts";
import { applyChanges, compareFolder, type FileChange } from "./sync-folder.ts";

/** What to generate. */
export interface GenerateOptions extends ConfigLocation {
  /** Write nothing, only tell what differs. Default `false`. */
  readonly check?: boolean;
}

/** One client package after generation. */
export interface GeneratedClient {
  readonly service: string;
  /** The client folder, relative to the configuration. */
  readonly folder: string;
  /** Every file, in the order of names. */
  readonly files: readonly FileChange[];
}

/** What a generation did. */
export interface GenerateResult {
  readonly clients: readonly GeneratedClient[];
  /** How many files were written or removed, or would have to be. */
  readonly changed: number;
}

/**
 * Generates every client package, or none: nothing is written unless all contracts can be printed. A contract is loaded once
 * per process; to see an edit, run a new one.
 * @throws {UserError} listing what is wrong with the configuration and the contracts.
 */
export async function generate(options: GenerateOptions = {}): Promise<GenerateResult> {
  const config = await loadConfig(options);
  const faults: string[] = [];
  const collect = (reason: unknown): void => {
    if (!(reason instanceof UserError)) throw reason;
    faults.push(...reason.faults);
  };
  const sources: ContractSource[] = [];
  for (const folder of findClientFolders(config)) {
    await loadContract(folder).then((source) => sources.push(source), collect);
  }
  faults.push(...findClashes(sources));
  const plans = sources.flatMap((source) => {
    try {
      const files = planClient(source);
      return [{ source, files, changes: compareFolder(source.client.output, files) }];
    } catch (reason) {
      collect(reason);
      return [];
    }
  });
  if (faults.length > 0) throw new UserError(faults);
  const clients = plans.map(({ source: { client, contract }, files, changes }): GeneratedClient => {
    if (options.check !== true) applyChanges(client.output, files, changes);
    return { service: contract.name, folder: client.label, files: changes };
  });
  const changed = clients.flatMap((client) => client.files).filter((file) => file.change !== "unchanged").length;
  return { clients, changed };
}

function findClashes(sources: readonly ContractSource[]): readonly string[] {
  const files = new Map<string, string>();
  return sources.flatMap(({ client, contract }) => {
    const other = files.get(contract.name);
    if (other === undefined) files.set(contract.name, client.contractFile);
    return other === undefined
      ? []
      : [
          `${client.contractFile}: the service ${contract.name} has its contract in ${other} already; name one of them otherwise`,
        ];
  });
}
