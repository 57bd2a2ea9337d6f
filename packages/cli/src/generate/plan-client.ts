/** The files of one generated client package, as text. */

import { relative, sep } from "node:path";
import type { Contract } from "@seamline/core";
import type { ContractSource } from "../contract-source/load-contract.ts";
import type { ImportExtension } from "../loading/resolve-fallback.ts";
import { buildServiceModel } from "../model/build-model.ts";
import { printAsyncapi } from "../print/print-asyncapi.ts";
import { printCheck } from "../print/print-check.ts";
import { printClient } from "../print/print-client.ts";
import { printErrors } from "../print/print-errors.ts";
import { printEvents } from "../print/print-events.ts";
import { printHandlers } from "../print/print-handlers.ts";
import { printIndex } from "../print/print-index.ts";
import { printOpenapi } from "../print/print-openapi.ts";
import { printSnapshot } from "../print/print-snapshot.ts";
import { printTesting } from "../print/print-testing.ts";
import { printTypes } from "../print/print-types.ts";
import { offersTesting } from "./testing-face.ts";

/**
 * The texts of the generated folder by file name, sorted by name.
 * @param contracts all contracts of the configuration.
 * @throws {UserError} if the contract cannot be expressed.
 */
export function planClient(source: ContractSource, contracts: readonly Contract[]): ReadonlyMap<string, string> {
  const path = relative(source.client.output, source.client.contractFile).split(sep).join("/");
  const model = buildServiceModel(source, path);
  const files: readonly (readonly [string, string | undefined])[] = [
    ["asyncapi.json", printAsyncapi(model, contracts)],
    ["client.ts", printClient(model)],
    ["contract-types.check.ts", printCheck(model)],
    ["contract.json", printSnapshot(model)],
    ["errors.ts", printErrors(model)],
    ["events.ts", printEvents(model)],
    ["handlers.ts", printHandlers(model)],
    ["index.ts", printIndex(model)],
    ["openapi.json", printOpenapi(model)],
    ["testing.ts", offersTesting(source.client.folder) ? printTesting(model) : undefined],
    ["types.ts", printTypes(model)],
  ];
  const { importExtension } = source.client;
  return new Map(
    files.flatMap(([name, text]) => (text === undefined ? [] : [[name, endImports(text, importExtension)] as const])),
  );
}

/** Replaces the `.ts` of printed relative imports by the configured extension. */
function endImports(text: string, extension: ImportExtension): string {
  if (extension === "ts") return text;
  const ending = extension === "js" ? ".$2js$3" : "$3";
  return text.replaceAll(/^((?:import|export|\}).* from "\.[^"\n]*)\.([mc]?)ts(";)$/gm, `$1${ending}`);
}
