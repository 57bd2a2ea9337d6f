/** Builds a service model from a contract, in one walk that names every type. */

import type { Contract } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { childrenOf, findNamed, type Schema, shapeOf } from "@seamline/core/internal";
import {
  collectNamedSchemas,
  createCodecTest,
  createTwoViewsTest,
  domainChildrenOf,
  idOf,
  isOptional,
  type NamedSchema,
  type RootSchema,
  type View,
} from "@seamline/core/openapi";
import type { ContractSource } from "../contract-source/load-contract.ts";
import { UserError } from "../error/user-error.ts";
import { describeSchema } from "../schema/describe-schema.ts";
import { createTypeReader } from "../schema/read-type.ts";
import type { TypeNode } from "../schema/type-node.ts";
import { buildErrorModels } from "./error-models.ts";
import { createNameTable, toPascalCase } from "./name-table.ts";
import type { Declaration, EventModel, OperationModel, ServiceModel, TypeName, TypeUse } from "./service-model.ts";

/**
 * Builds the model of a service.
 * @param contractPath the specifier by which generated files import the contract.
 * @throws {UserError} listing every schema without a type and every duplicate name.
 */
export function buildServiceModel(source: ContractSource, contractPath: string): ServiceModel {
  const { contract, exportName } = source;
  const faults: string[] = [];
  const addFault = (fault: string): void => {
    faults.push(`${source.client.contractFile}: ${fault}`);
  };
  const operations = Object.values(contract.operations);
  const pascalName = toPascalCase(contract.name);
  const names = createNameTable(addFault);
  const named = claimNames(contract, pascalName, names.claim, addFault);
  const declarations: Declaration[] = [];
  const hasTwoViews = createTwoViewsTest();
  const hasCodec = createCodecTest();
  let usesJsonValue = false;
  const reader = createTypeReader({
    nameOf: (schema, view) => (view === "given" && hasTwoViews(schema) ? `${idOf(schema)}Given` : idOf(schema)),
    useJsonValue: () => {
      usesJsonValue = true;
    },
    addFault,
  });

  for (const { id, schema, position } of named) {
    const declare = (name: string, view: View, doc: readonly string[]): void => {
      declarations.push({ name, type: reader.readBody(schema, view, [position]), doc });
    };
    declare(id, "received", describeSchema(schema));
    if (!hasTwoViews(schema)) continue;
    names.claim(`${id}Given`, `${position} (before defaults)`);
    declare(`${id}Given`, "given", [
      `{@link ${id}} before defaults are applied: fields with a default may be left out.`,
    ]);
  }

  /** References a keyword or a named type directly, and declares any other type under `name`. */
  const nameType = (type: TypeNode, name: string, path: readonly string[], doc: readonly string[]): TypeName => {
    if (type.kind === "text") return { text: type.text, declared: false };
    if (type.kind === "reference") return { text: type.name, declared: true };
    names.claim(name, path.join("."));
    declarations.push({ name, type, doc });
    return { text: name, declared: true };
  };
  const useType = (schema: Schema, path: readonly string[], main: View, labels: readonly [Label, Label]): TypeUse => {
    const [mainLabel, otherLabel] = labels;
    const twoViews = hasTwoViews(schema);
    const own = findNamed(schema) === undefined ? describeSchema(schema) : [];
    const mainName = nameType(
      reader.read(schema, main, path),
      mainLabel.name,
      path,
      own.length > 0 ? own : [mainLabel.doc],
    );
    const other: View = main === "given" ? "received" : "given";
    const otherName = twoViews
      ? nameType(reader.read(schema, other, path), otherLabel.name, path, [otherLabel.doc])
      : mainName;
    const views =
      main === "given" ? { given: mainName, received: otherName } : { given: otherName, received: mainName };
    return { ...views, twoViews, hasCodec: hasCodec(schema) };
  };

  // In types.ts operations precede the details of errors, but they need the error classes first:
  // the declarations of details are appended later.
  const operationDeclarations = declarations.length;
  const errors = buildErrorModels(contract, {
    claim: names.claim,
    addFault,
    readDetails: (schema, path) => (["received", "given"] as const).map((view) => reader.read(schema, view, path)),
    useDetails: (schema, className, path) =>
      useType(schema, path, "received", [
        { name: `${className}Details`, doc: `Details of {@link ${className}}.` },
        {
          name: `${className}GivenDetails`,
          doc: `Details to create {@link ${className}} with: fields with a default may be left out.`,
        },
      ]),
  });
  const detailDeclarations = declarations.splice(operationDeclarations);
  const operationModels = operations.map((operation): OperationModel => {
    const pascal = toPascalCase(operation.name);
    const path = ["operations", operation.name];
    const mention = `\`${operation.name}\``;
    const { input: inputStream, output: outputStream } = operation.streaming ?? { input: "none", output: "none" };
    const isUpload = inputStream !== "none";
    const inputItem = isUpload ? "Item" : "";
    const outputName = outputStream === "none" ? "Output" : "Item";
    const inputDoc = isUpload ? `An input item of ${mention}` : `Input of ${mention}`;
    const outputDoc = outputStream === "none" ? `Output of ${mention}` : `An output item of ${mention}`;
    return {
      operation,
      name: operation.name,
      input: useType(operation.input.schema, [...path, "input"], "given", [
        { name: `${pascal}Input${inputItem}`, doc: `${inputDoc}.` },
        {
          name: `${pascal}HandlerInput${inputItem}`,
          doc: `${inputDoc} in its handler, after defaults are applied.`,
        },
      ]),
      inputOptional: !isUpload && acceptsNothing(operation.input.schema),
      output:
        operation.output &&
        useType(operation.output.schema, [...path, "output"], "received", [
          {
            name: `${pascal}${outputName}`,
            doc: `${outputDoc}.`,
          },
          {
            name: `${pascal}Handler${outputName}`,
            doc: `${outputDoc} from its handler: fields with a default may be left out.`,
          },
        ]),
      errors: [...operation.errors.keys()].flatMap((reason) => errors.get(reason) ?? []),
    };
  });
  const operationDeclarationsEnd = declarations.length;
  const events = Object.values(contract.events).map((event): EventModel => {
    const pascal = toPascalCase(event.name);
    const payload = useType(event.payload.schema, ["events", event.name, "payload"], "received", [
      { name: pascal, doc: `Payload of the event \`${event.name}\`.` },
      {
        name: `${pascal}Given`,
        doc: `Payload of the event \`${event.name}\` to publish: fields with a default may be left out.`,
      },
    ]);
    return { event, name: event.name, payload };
  });
  const eventDeclarations = declarations.splice(operationDeclarationsEnd);
  if (faults.length > 0) throw new UserError(faults);
  return {
    name: contract.name,
    pascalName,
    contract,
    contractPath,
    exportName,
    declarations: [...declarations, ...detailDeclarations, ...eventDeclarations],
    namedTypes: named.map(({ id }) => id),
    operations: operationModels,
    errors: [...errors.values()].sort((one, other) => (one.className < other.className ? -1 : 1)),
    events,
    usesJsonValue,
  };
}

interface Label {
  readonly name: string;
  readonly doc: string;
}

/** The schemas that the operations and the events of a contract use directly. */
function listRoots({ operations, events }: Contract): readonly RootSchema[] {
  const payloads = Object.values(events).map(
    ({ name, payload }): RootSchema => ({ schema: payload.schema, path: ["events", name, "payload"] }),
  );
  return [...Object.values(operations).flatMap(listOperationRoots), ...payloads];
}

function listOperationRoots(operation: Operation): readonly RootSchema[] {
  const path = ["operations", operation.name];
  const roots: RootSchema[] = [{ schema: operation.input.schema, path: [...path, "input"] }];
  if (operation.output !== undefined) roots.push({ schema: operation.output.schema, path: [...path, "output"] });
  for (const { reason, details } of operation.errors.values()) {
    if (details !== undefined) roots.push({ schema: details.schema, path: [...path, "errors", reason, "details"] });
  }
  return roots;
}

/** The names that only the sources of a service with events refer to. */
const eventNames: readonly string[] = ["ContractEvent", "EventPublisher", "PublishOptions"];

/** Claims the names of schemas and classes, and returns the schemas with a type, sorted by name. */
function claimNames(
  contract: Contract,
  pascalName: string,
  claim: (name: string, position: string) => void,
  addFault: (fault: string) => void,
): readonly NamedSchema[] {
  for (const suffix of ["Client", "SafeClient", "Handlers", "Mock", "Stubs", "Fakes"])
    claim(`${pascalName}${suffix}`, "the generated code");
  if (Object.keys(contract.events).length > 0) {
    for (const name of [...eventNames, `${pascalName}Events`, `${pascalName}Publisher`]) {
      claim(name, "the generated code");
    }
  }
  const roots = listRoots(contract);
  const domain = collectNamedSchemas(roots, domainChildrenOf);
  const known = new Set(domain.map((one) => one.schema));
  // A schema on the wire side of a codec only is named in openapi.json alone, and must still have a
  // unique name.
  const wire = collectNamedSchemas(roots, childrenOf).filter((one) => !known.has(one.schema));
  for (const { id, position } of [...domain, ...wire]) {
    if (/^[A-Z][A-Za-z0-9]*$/.test(id)) claim(id, `the schema at ${position}`);
    else addFault(`${position}: expected an id in PascalCase letters and digits, found ${JSON.stringify(id)}`);
  }
  return [...domain].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function acceptsNothing(input: Schema): boolean {
  return Object.values(shapeOf(input)).every((field) => isOptional(field, "given"));
}
