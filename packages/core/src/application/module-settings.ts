/** The expected shape of the parts that every definition of a module has. */

import type { ServiceClientClass } from "../client/service-client.ts";
import type { Contract } from "../contract/operation.ts";
import { arrayOf, mismatch, type Setting, value } from "../platform/setting.ts";
import { fieldsOf, isRecord } from "../platform/unknown-value.ts";

/** Recognises a contract by its shape, whichever copy of this package made it. */
export const isContract = (given: unknown): boolean =>
  typeof fieldsOf(given).name === "string" && isRecord(fieldsOf(given).operations);

/** A contract. */
export const contractSetting: Setting = value("the contract that a client package exports", isContract);

/** The classes of clients that a module uses. */
export const usesSetting: Setting = arrayOf("an array of clients", (path, given) => {
  if (typeof given === "function" && isContract((given as Partial<ServiceClientClass>).contract)) return [];
  const expected = "the class of a client";
  if (typeof given === "function") {
    return [mismatch(path, expected, given, `${given.name || "a function"}, which has no contract`)];
  }
  if (!isContract(given)) return [mismatch(path, expected, given)];
  const { name } = given as Contract;
  return [mismatch(path, expected, given, `the contract of ${name}; pass the class generated from it`)];
});

/** Where the definition of a module stands in an application, for faults: `modules.shop`. */
export function pathOfModule(contract: unknown): string {
  return isContract(contract) ? `modules.${(contract as Contract).name}` : "";
}
