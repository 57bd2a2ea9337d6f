/** `handlers.ts`: the interface that a module implements, and the contract typed with it. */

import type { OperationModel, ServiceModel } from "../model/service-model.ts";
import { joinBlocks, printDoc, printHeader, printMembers } from "./layout.ts";
import { printOperationDoc } from "./operation-doc.ts";
import { printSignature } from "./signature.ts";
import { declaredNames, printContractImport, printTypeImport } from "./source-import.ts";
import { inputType, outputType } from "./stream-type.ts";

/** Prints the file. */
export function printHandlers(model: ServiceModel): string {
  const { name, pascalName, operations } = model;
  const types = operations.flatMap(({ input, output }) => [input.received, output?.given]);
  return joinBlocks([
    printHeader(model.contractPath),
    [
      printTypeImport([...(operations.length > 0 ? ["CallContext"] : []), "Contract"], "@seamline/core/generated"),
      printContractImport(model.exportName, "authored", model.contractPath, "import"),
      printTypeImport(declaredNames(types), "./types.ts"),
    ]
      .filter((line) => line !== "")
      .join("\n"),
    `${printDoc([`The handlers of the ${name} service, one per operation.`])}export interface ${pascalName}Handlers ${printMembers(operations.map(printHandler))}`,
    `${printDoc([`The contract of the ${name} service, typed with its handlers.`])}export const ${name}Contract: Contract<${pascalName}Handlers> = authored as Contract<${pascalName}Handlers>;`,
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
