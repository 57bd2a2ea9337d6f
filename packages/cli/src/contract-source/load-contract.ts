/** Loading the contract of a client package from its hand-written source. */

import type { ContractDefinition, DefinedContract } from "@seamline/core";
import { fieldsOf } from "@seamline/core/internal";
import type { ClientFolder } from "../config/client-folders.ts";
import { UserError } from "../error/user-error.ts";
import { importFile } from "../loading/import-file.ts";

/** A contract and where it comes from. */
export interface ContractSource {
  readonly client: ClientFolder;
  readonly contract: DefinedContract<ContractDefinition>;
  /** The name that the file exports it under. */
  readonly exportName: string;
}

/** Loads a contract. @throws {UserError} when the file cannot be loaded, or does not export exactly one contract. */
export async function loadContract(client: ClientFolder): Promise<ContractSource> {
  const exported = await importFile(client.contractFile, "the contract of the client package", client.importExtension);
  const names = new Map<unknown, string>();
  for (const [name, value] of Object.entries(exported)) {
    // A contract may be exported by its name and as the default: the name says more.
    if (isContract(value) && (!names.has(value) || names.get(value) === "default")) names.set(value, name);
  }
  const [first, ...others] = names;
  if (first === undefined || others.length > 0) {
    const found = [...names.values()];
    const what = found.length > 0 ? `${found.length} (${found.join(", ")})` : "none";
    const next =
      found.length > 0 ? "move the others to client packages of their own" : "export what defineContract returns";
    throw new UserError([`${client.contractFile}: expected one exported contract, found ${what}; ${next}`]);
  }
  return { client, contract: first[0] as ContractSource["contract"], exportName: first[1] };
}

/** Whether a value is what `defineContract` returns, by whichever copy of @seamline/core. */
export function isContract(value: unknown): value is DefinedContract<ContractDefinition> {
  if (typeof value !== "object" || value === null) return false;
  const { name, operations, definition } = fieldsOf(value);
  // `hash` is computed when it is read, so it is only looked for.
  const isObject = (one: unknown): boolean => typeof one === "object" && one !== null;
  return typeof name === "string" && isObject(operations) && isObject(definition) && "hash" in value;
}
