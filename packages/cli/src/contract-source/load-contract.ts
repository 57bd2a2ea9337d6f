/** Loads the contract of a client package from its hand-written source. */

import type { ContractDefinition, DefinedContract } from "@seamline/core";
import { fieldsOf } from "@seamline/core/internal";
import type { ClientFolder } from "../config/client-folders.ts";
import { UserError } from "../error/user-error.ts";
import { importFile } from "../loading/import-file.ts";

/** A contract and its source. */
export interface ContractSource {
  readonly client: ClientFolder;
  readonly contract: DefinedContract<ContractDefinition>;
  /** The name of the export. */
  readonly exportName: string;
}

/**
 * Loads a contract.
 * @throws {UserError} if the file cannot be loaded, or does not export exactly one contract.
 */
export async function loadContract(client: ClientFolder): Promise<ContractSource> {
  const exported = await importFile(client.contractFile, "the contract of the client package", client.importExtension);
  const names = new Map<unknown, string>();
  for (const [name, value] of Object.entries(exported)) {
    // A contract exported both by name and as the default is known by its name.
    if (isContract(value) && (!names.has(value) || names.get(value) === "default")) names.set(value, name);
  }
  const [first, ...others] = names;
  if (first === undefined || others.length > 0) {
    const found = [...names.values()];
    const what = found.length > 0 ? `${found.length} (${found.join(", ")})` : "none";
    const next =
      found.length > 0 ? "move the others to separate client packages" : "export what defineContract returns";
    throw new UserError([`${client.contractFile}: expected one exported contract, found ${what}; ${next}`]);
  }
  return { client, contract: first[0] as ContractSource["contract"], exportName: first[1] };
}

/** Recognizes the values returned by `defineContract`, of any copy of @seamline/core. */
export function isContract(value: unknown): value is DefinedContract<ContractDefinition> {
  if (typeof value !== "object" || value === null) return false;
  const { name, operations, definition } = fieldsOf(value);
  // `hash` is a getter that computes, so only its presence is checked.
  const isObject = (one: unknown): boolean => typeof one === "object" && one !== null;
  return typeof name === "string" && isObject(operations) && isObject(definition) && "hash" in value;
}
