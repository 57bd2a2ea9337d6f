/** `handlers.ts`: what a module implements, and the contract that says so. */

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
    `${printDoc([`What a module of the ${name} service implements.`])}export interface ${pascalName}Handlers ${printMembers(operations.map(printHandler))}`,
    `${printDoc([`The contract of the ${name} service, with the type of its handlers.`])}export const ${name}Contract: Contract<${pascalName}Handlers> = authored as Contract<${pascalName}Handlers>;`,
  ]);
}

/** A property rather than a method: TypeScript compares the parameters of methods in one direction too many. */
function printHandler(operation: OperationModel): string {
  const { name } = operation;
  const answer = outputType(operation, "given");
  const parameters = [`input: ${inputType(operation, "received")}`, "context: CallContext"];
  const signature = printSignature(`readonly ${name}: `, parameters, ` => Promise<${answer}> | ${answer};`);
  return `${printDoc(printOperationDoc(operation), "  ")}${signature}`;
}
