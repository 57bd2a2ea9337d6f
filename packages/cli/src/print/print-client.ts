/** `client.ts`: the client class, and its `safe` view. */

import type { OperationModel, ServiceModel } from "../model/service-model.ts";
import { joinBlocks, printDoc, printHeader, printList, printMembers } from "./layout.ts";
import { printOperationDoc } from "./operation-doc.ts";
import { printSignature } from "./signature.ts";
import { declaredNames, printContractImport, printImport, printTypeImport } from "./source-import.ts";
import { inputType, outputType, returnsStream } from "./stream-type.ts";

/** Prints the file. */
export function printClient(model: ServiceModel): string {
  const { operations, errors } = model;
  const types = operations.flatMap(({ input, output }) => [input.given, output?.received]);
  return joinBlocks([
    printHeader(model.contractPath),
    [
      printImport(
        [
          ...(operations.length > 0 ? ["type CallOptions", "getOperation"] : []),
          "type Contract",
          "type DeclaredErrorClass",
          ...(operations.every(returnsStream) ? [] : ["type SafeResult"]),
          "ServiceClient",
          "createSafeView",
        ],
        "@seamline/core/generated",
      ),
      printContractImport(model.exportName, "contract", model.contractPath, "import"),
      printImport(
        errors.map((error) => error.className),
        "./errors.ts",
      ),
      printTypeImport(declaredNames(types), "./types.ts"),
    ]
      .filter((line) => line !== "")
      .join("\n"),
    operations.map(({ name }) => `const $${name} = getOperation(contract, ${JSON.stringify(name)});`).join("\n"),
    printClass(model),
    printSafeView(model),
  ]);
}

function printClass(model: ServiceModel): string {
  const { pascalName, contract, operations, errors } = model;
  const entries = errors.map((error) => `${error.reason}: ${error.className}`);
  const members = [
    `  static override readonly contract: Contract = contract;\n${printErrorTable(entries)}`,
    `  #safe: ${pascalName}SafeClient | undefined;`,
    ...operations.map(printMethod),
    [
      printDoc(["The same operations, returning `{ ok, value }` or `{ ok, error }` instead of throwing."], "  "),
      `  get safe(): ${pascalName}SafeClient {\n`,
      `    this.#safe ??= createSafeView<${pascalName}SafeClient>(this);\n`,
      "    return this.#safe;\n",
      "  }",
    ].join(""),
  ];
  const doc = [
    contract.summary ?? `Calls the operations of the ${model.name} service.`,
    ...(contract.description === undefined ? [] : ["", ...contract.description.trim().split(/\r?\n/)]),
  ];
  return `${printDoc(doc)}export class ${pascalName}Client extends ServiceClient ${printMembers(members)}`;
}

function printErrorTable(entries: readonly string[]): string {
  const before = "  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = ";
  if (entries.length === 0) return `${before}{};`;
  const list = printList(before, entries, ";");
  // A list over several lines is indented for the top level of a file.
  return list.includes("\n") ? list.replaceAll("\n", "\n  ") : list;
}

function printMethod(operation: OperationModel): string {
  const { name, inputOptional } = operation;
  const streams = returnsStream(operation);
  const output = outputType(operation, "received");
  const returned = streams ? output : `Promise<${output}>`;
  const parameters = [`input${inputOptional ? "?" : ""}: ${inputType(operation, "given")}`, "options?: CallOptions"];
  return [
    printDoc(printOperationDoc(operation), "  "),
    `${printSignature(name, parameters, `: ${returned} {`)}\n`,
    `    return this.${streams ? "stream" : "call"}($${name}, input, options) as ${returned};\n`,
    "  }",
  ].join("");
}

function printSafeView(model: ServiceModel): string {
  const { pascalName, operations } = model;
  const settling = operations.filter((operation) => !returnsStream(operation));
  const methods = settling.map((operation) => {
    const { name, inputOptional, errors } = operation;
    const failure = errors.length === 0 ? "never" : errors.map((error) => error.className).join(" | ");
    const parameters = [`input${inputOptional ? "?" : ""}: ${inputType(operation, "given")}`, "options?: CallOptions"];
    const result = `SafeResult<${outputType(operation, "received")}, ${failure}>`;
    const doc = printDoc(printOperationDoc({ ...operation, errors: [] }), "  ");
    // In an interface `new(…)` would be a constructor.
    const member = name === "new" ? '"new"' : name;
    return `${doc}${printSignature(member, parameters, `: Promise<${result}>;`)}`;
  });
  const doc = printDoc([`{@link ${pascalName}Client} with results instead of thrown errors.`]);
  return `${doc}export interface ${pascalName}SafeClient ${printMembers(methods)}`;
}
