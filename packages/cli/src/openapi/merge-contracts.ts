/** The contracts of a repository as one OpenAPI document. */

import type { Contract } from "@seamline/core";
import { createOpenapiDocument, findOpenapiFaults, isSameRoute } from "@seamline/core/openapi";
import { printSettingFault } from "@seamline/core/settings";
import { type ClientFolder, findClientFolders } from "../config/client-folders.ts";
import { type ConfigLocation, loadConfig } from "../config/load-config.ts";
import { type ContractSource, loadContract } from "../contract-source/load-contract.ts";
import { UserError } from "../error/user-error.ts";
import { buildServiceModel } from "../model/build-model.ts";
import { printJson } from "../print/json-text.ts";

/** The operations and the places of a document. */
export interface MergeOptions extends ConfigLocation {
  /** `public`: exposed operations only. `internal`: all. */
  readonly audience: "public" | "internal";
  /** The services of the document. Default: all. */
  readonly services?: readonly string[];
  /** The URLs of its servers. Default: those of the configuration. */
  readonly servers?: readonly string[];
}

/** Prints the document. @throws {UserError} listing the faults of the configuration and the contracts. */
export async function mergeContracts({ audience, services, servers, ...location }: MergeOptions): Promise<string> {
  const config = await loadConfig(location);
  const sources = select(await loadContracts(findClientFolders(config)), services);
  for (const source of sources) buildServiceModel(source, "contract.ts"); // throws what `generate` would report
  const contracts: readonly Contract[] = sources.map(({ contract }) => contract);
  const options = { ...config.openapi?.[audience], ...(servers !== undefined && { servers }) };
  // Names in the configuration are those of the whole repository.
  const faults = findOpenapiFaults(contracts, services === undefined ? options : { ...options, anonymous: [] });
  if (faults.length > 0) {
    throw new UserError(
      faults.map(
        (fault) =>
          `${config.file ?? "the command line"}: ${printSettingFault({ ...fault, path: `openapi.${audience}.${fault.path}` })}`,
      ),
    );
  }
  try {
    const includes = audience === "public" ? { includes: isPublic } : {};
    return `${printJson(createOpenapiDocument({ contracts, ...includes }, options))}\n`;
  } catch (reason) {
    if (isSameRoute(reason)) throw new UserError([reason.message]);
    throw reason;
  }
}

function isPublic({ expose }: { readonly expose: "public" | "internal" }): boolean {
  return expose === "public";
}

/** One after the other: a contract is loaded once per process. @throws {UserError} with all faults. */
async function loadContracts(clients: readonly ClientFolder[]): Promise<readonly ContractSource[]> {
  const faults: string[] = [];
  const sources: ContractSource[] = [];
  for (const client of clients) {
    await loadContract(client).then(
      (source) => sources.push(source),
      (reason: unknown) => {
        if (!(reason instanceof UserError)) throw reason;
        faults.push(...reason.faults);
      },
    );
  }
  if (faults.length > 0) throw new UserError(faults);
  return sources;
}

function select(
  sources: readonly ContractSource[],
  services: readonly string[] | undefined,
): readonly ContractSource[] {
  if (services === undefined) return sources;
  const known = sources.map(({ contract }) => contract.name);
  const faults = services
    .filter((name) => !known.includes(name))
    .map((name) => `--service: expected one of ${known.join(", ")}, found ${name}`);
  if (faults.length > 0) throw new UserError(faults);
  return sources.filter(({ contract }) => services.includes(contract.name));
}
