/**
 * `handlers.ts`: the interface that a module implements, the contract typed with it, and the
 * publisher of its events.
 */

import type { OperationModel, ServiceModel } from "../model/service-model.ts";
import { joinBlocks, printDoc, printHeader, printMembers } from "./layout.ts";
import { printOperationDoc } from "./operation-doc.ts";
import { printPublisher } from "./print-publisher.ts";
import { printSignature } from "./signature.ts";
import { declaredNames, printContractImport, printImport, printTypeImport } from "./source-import.ts";
import { inputType, outputType } from "./stream-type.ts";

const core = "@seamline/core/generated";

/** Prints the file. */
export function printHandlers(model: ServiceModel): string {
  const { name, pascalName, operations, events } = model;
  const types = [
    ...operations.flatMap(({ input, output }) => [input.received, output?.given]),
    ...events.map(({ payload }) => payload.given),
  ];
  const coreTypes = [...(operations.length > 0 ? ["CallContext"] : []), "Contract"];
  return joinBlocks([
    printHeader(model.contractPath),
    [
      events.length === 0
        ? printTypeImport(coreTypes, core)
        : printImport(
            [...[...coreTypes, "PublishOptions"].map((type) => `type ${type}`), "EventPublisher", "getEvent"],
            core,
          ),
      printContractImport(model.exportName, "authored", model.contractPath, "import"),
      printTypeImport(declaredNames(types), "./types.ts"),
    ]
      .filter((line) => line !== "")
      .join("\n"),
    `${printDoc([`The handlers of the ${name} service, one per operation.`])}export interface ${pascalName}Handlers ${printMembers(operations.map(printHandler))}`,
    `${printDoc([`The contract of the ${name} service, typed with its handlers.`])}export const ${name}Contract: Contract<${pascalName}Handlers> = authored as Contract<${pascalName}Handlers>;`,
    ...printPublisher(model),
  ]);
}

/**
 * Prints a property instead of a method, because TypeScript compares method parameters bivariantly.
 */
function printHandler(operation: OperationModel): string {
  const { name } = operation;
  const output = outputType(operation, "given");
  const parameters = [`input: ${inputType(operation, "received")}`, "context: CallContext"];
  const signature = printSignature(`readonly ${name}: `, parameters, ` => Promise<${output}> | ${output};`);
  return `${printDoc(printOperationDoc(operation), "  ")}${signature}`;
}
