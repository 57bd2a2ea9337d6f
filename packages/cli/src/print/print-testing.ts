/**
 * `testing.ts`: the mock of a service, a stub for each operation, and fakes of its types. Client
 * packages export it as `./testing`.
 */

import type { OperationModel, ServiceModel } from "../model/service-model.ts";
import { joinBlocks, lineWidth, printDoc, printHeader, printList, printMembers } from "./layout.ts";
import { printOperationDoc } from "./operation-doc.ts";
import { declaredNames, nameOf, printImport, printTypeImport, sortNames } from "./source-import.ts";
import { inputType, returnsStream, takesStream } from "./stream-type.ts";

/** Prints the file. */
export function printTesting(model: ServiceModel): string {
  const { name, pascalName, operations, errors } = model;
  const types = operations.flatMap(({ input, output }) => [input.received, output?.given]);
  const faked = listFaked(model);
  const fakes = faked.length > 0;
  const classes = errors.map((error) => error.className);
  return joinBlocks([
    printHeader(model.contractPath),
    [
      'import * as testing from "@seamline/testing";',
      fakes ? 'import * as fake from "@seamline/testing/fake";' : "",
      printImport([`${pascalName}Client`], "./client.ts"),
      printTypeImport(classes, "./errors.ts"),
      printTypeImport([...declaredNames(types), ...faked], "./types.ts"),
    ]
      .filter((line) => line !== "")
      .join("\n"),
    printList("export ", sortNames(classes), ' from "./errors.ts";'),
    `${printDoc([`The stubs of the ${name} service, by operation.`])}export interface ${pascalName}Stubs ${printMembers(operations.map(printStub))}`,
    `${printDoc([`A mocked ${name} service: a transport to its stubs.`])}export type ${pascalName}Mock = testing.Mock<${pascalName}Stubs>;`,
    [
      printDoc([`Mocks the ${name} service for tests. A stub has no output until you give it one.`]),
      `export function create${pascalName}Mock(options?: testing.MockOptions): ${pascalName}Mock {\n`,
      `  return testing.createMock<${pascalName}Stubs>(${pascalName}Client.contract, options);\n`,
      "}",
    ].join(""),
    ...(fakes ? printFakes(model, faked) : []),
  ]);
}

/** The types with a fake: those named by schemas, and the payloads of events. */
function listFaked({ namedTypes, events }: ServiceModel): readonly string[] {
  return [...new Set([...namedTypes, ...declaredNames(events.map(({ payload }) => payload.received))])];
}

function printFakes({ name, pascalName }: ServiceModel, faked: readonly string[]): readonly string[] {
  const members = faked.map((type) => `  readonly ${type}: fake.Fake<${type}>;`);
  const type = `${pascalName}Fakes`;
  return [
    `${printDoc([`Creates values of the types of the ${name} service.`])}export interface ${type} {\n${members.join("\n")}\n}`,
    [
      printDoc(["Values generated from the contract's schemas: equal for equal seeds."]),
      `export const ${name}Fakes: ${type} = fake.createFakes<${type}>(${pascalName}Client.contract);`,
    ].join(""),
  ];
}

function printStub(operation: OperationModel): string {
  const { name, input, errors } = operation;
  const failure = errors.length === 0 ? "never" : errors.map((error) => error.className).join(" | ");
  // A stream received by a handler is recorded as the items read from it.
  const item = input.received.text;
  const logged = takesStream(operation) ? [`readonly ${/[ |&]/.test(item) ? `(${item})` : item}[]`] : [];
  const parts = [inputType(operation, "received"), printStubOutput(operation), failure, ...logged];
  const line = `  readonly ${name}: testing.Stub<${parts.join(", ")}>;`;
  const text =
    line.length <= lineWidth
      ? line
      : `  readonly ${name}: testing.Stub<\n${parts.map((part) => `    ${part}`).join(",\n")}\n  >;`;
  return `${printDoc(printOperationDoc(operation), "  ")}${text}`;
}

/**
 * The output type of a stub. For a stream any iterable is accepted, because tests have their items
 * in memory.
 */
function printStubOutput(operation: OperationModel): string {
  const name = nameOf(operation.output, "given");
  if (!returnsStream(operation)) return name;
  const items = `Iterable<${name}> | AsyncIterable<${name}>`;
  return operation.operation.streaming?.output === "bytes" ? `${name} | ${items}` : items;
}
