/**
 * The events of contracts, as the client packages of a repository hold them: `contract.json`, which
 * `seamline generate` writes. No contract is loaded.
 */

import { readFileSync } from "node:fs";
import { fieldsOf } from "@seamline/core/internal";
import { UserError } from "../../error/user-error.ts";
import type { AssignPath } from "../boundary/assign-paths.ts";
import type { Unit } from "../boundary/unit.ts";

/** The events of one contract. */
export interface ContractEvents {
  /** The client package. */
  readonly unit: Unit;
  /** The path of its `contract.json`. */
  readonly file: string;
  /** The name of the service, which need not be that of the unit. */
  readonly service: string;
  /** The names of the events that it publishes. */
  readonly events: readonly string[];
  /** The events that it handles, as `customer.orderCreated`. */
  readonly handles: readonly string[];
}

const snapshot = /(?:^|\/)generated\/contract\.json$/;

/**
 * Reads the contracts of all client packages.
 * @throws {UserError} for one that is no JSON.
 */
export function readContractEvents(
  root: string,
  names: readonly string[],
  assign: AssignPath,
): readonly ContractEvents[] {
  return names.flatMap((file) => {
    const unit = snapshot.test(file) ? assign(file)?.unit : undefined;
    if (unit?.kind !== "client") return [];
    const { service, events, handles } = fieldsOf(readJson(root, file));
    if (typeof service !== "string") return [];
    return [{ unit, file, service, events: Object.keys(fieldsOf(events)), handles: listTexts(handles) }];
  });
}

function readJson(root: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(`${root}/${file}`, "utf8").replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new UserError([`${file}: expected JSON, found something else; run \`seamline generate\` again`], { cause });
  }
}

function listTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
