/** `contract.json`: the snapshot that `seamline diff` compares. */

import { takeSnapshot } from "../model/contract-snapshot.ts";
import type { ServiceModel } from "../model/service-model.ts";
import { printJson } from "./json-text.ts";

/** Prints the file. */
export function printSnapshot(model: ServiceModel): string {
  return `${printJson(takeSnapshot(model.contract))}\n`;
}
