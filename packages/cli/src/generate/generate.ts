/** `generate`: writes the client packages of a repository from its contracts. */

import { findClientFolders } from "../config/client-folders.ts";
import { type ConfigLocation, loadConfig } from "../config/load-config.ts";
import type { ClientPlan } from "./plan-clients.ts";
import { applyChanges, type FileChange } from "./sync-folder.ts";

/** The configuration to generate from, and the choice to write or to check. */
export interface GenerateOptions extends ConfigLocation {
  /** Report the differences without writing. Default `false`. */
  readonly check?: boolean;
}

/** One client package after generation. */
export interface GeneratedClient {
  /** The name of its contract. */
  readonly service: string;
  /** The client folder, relative to the configuration. */
  readonly folder: string;
  /** All files, sorted by name. */
  readonly files: readonly FileChange[];
}

/** The files of a generation, by client package. */
export interface GenerateResult {
  /** Every client package of the configuration. */
  readonly clients: readonly GeneratedClient[];
  /** The number of files written or removed, or with `check` the number that differ. */
  readonly changed: number;
}

/**
 * Generates every client package, or none: nothing is written unless all contracts can be printed.
 * A contract is loaded once per process; start a new process to see an edit.
 * @throws {UserError} listing the faults of the configuration and the contracts.
 */
export async function generate(options: GenerateOptions = {}): Promise<GenerateResult> {
  const clients = findClientFolders(await loadConfig(options));
  const { planClients } = await import("./plan-clients.ts"); // loads zod and the printers, so only when generating
  return applyPlans(await planClients(clients), options.check === true);
}

/** Writes the planned files, unless `check` is set; returns the differences. */
export function applyPlans(plans: readonly ClientPlan[], check: boolean): GenerateResult {
  const clients = plans.map(({ service, client, files, changes }): GeneratedClient => {
    if (!check) applyChanges(client.output, files, changes);
    return { service, folder: client.label, files: changes };
  });
  const changed = clients.flatMap((client) => client.files).filter((file) => file.change !== "unchanged").length;
  return { clients, changed };
}
