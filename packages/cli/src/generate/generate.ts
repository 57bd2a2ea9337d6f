/** `generate`: from the contracts of a repository to its client packages. */

import { findClientFolders } from "../config/client-folders.ts";
import { type ConfigLocation, loadConfig } from "../config/load-config.ts";
import type { ClientPlan } from "./plan-clients.ts";
import { applyChanges, type FileChange } from "./sync-folder.ts";

/** The configuration to generate from, and if to write. */
export interface GenerateOptions extends ConfigLocation {
  /** Writes nothing, only reports the differences. Default `false`. */
  readonly check?: boolean;
}

/** One client package after generation. */
export interface GeneratedClient {
  /** The name of its contract. */
  readonly service: string;
  /** The client folder, relative to the configuration. */
  readonly folder: string;
  /** Every file, in the order of names. */
  readonly files: readonly FileChange[];
}

/** The files of a generation, by client package. */
export interface GenerateResult {
  /** Every client package of the configuration. */
  readonly clients: readonly GeneratedClient[];
  /** The number of files that were written or removed, or would have to be. */
  readonly changed: number;
}

/**
 * Generates every client package, or none: nothing is written unless all contracts can be printed.
 * A contract is loaded once per process; to see an edit, run a new one.
 * @throws {UserError} listing what is wrong with the configuration and the contracts.
 */
export async function generate(options: GenerateOptions = {}): Promise<GenerateResult> {
  const clients = findClientFolders(await loadConfig(options));
  const { planClients } = await import("./plan-clients.ts"); // zod and the printers: only who generates waits for them
  return carryOut(await planClients(clients), options.check === true);
}

/** Brings the folders to what is planned, unless this is a check; says what differed. */
export function carryOut(plans: readonly ClientPlan[], check: boolean): GenerateResult {
  const clients = plans.map(({ service, client, files, changes }): GeneratedClient => {
    if (!check) applyChanges(client.output, files, changes);
    return { service, folder: client.label, files: changes };
  });
  const changed = clients.flatMap((client) => client.files).filter((file) => file.change !== "unchanged").length;
  return { clients, changed };
}
