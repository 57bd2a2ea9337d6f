/** Reading a contract into a service model: the one walk in which every type gets its name. */

import type { Operation } from "@seamline/core/extend";
import { childrenOf, findNamed, type Schema, shapeOf } from "@seamline/core/internal";
import type { ContractSource } from "../contract-source/load-contract.ts";
import { UserError } from "../error/user-error.ts";
import { describeSchema } from "../schema/describe-schema.ts";
import { collectNamedSchemas, idOf, type NamedSchema, type RootSchema } from "../schema/named-schemas.ts";
import { createTypeReader } from "../schema/read-type.ts";
import type { TypeNode } from "../schema/type-node.ts";
import { createCodecTest, createTwoViewsTest, domainChildrenOf, isOptional, type View } from "../schema/view.ts";
import { buildErrorModels } from "./error-models.ts";
import { createNameTable, toPascalCase } from "./name-table.ts";
import type { Declaration, OperationModel, ServiceModel, TypeName, TypeUse } from "./service-model.ts";

/**
 * Builds the model of a service.
 * @param contractPath how generated files import the contract.
 * @throws {UserError} listing every schema without a type and every name that is taken twice.
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
  const named = claimNames(operations, pascalName, names.claim, addFault);
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

  for (const { id, schema, place } of named) {
    const declare = (name: string, view: View, doc: readonly string[]): void => {
      declarations.push({ name, type: reader.readBody(schema, view, [place]), doc });
    };
    declare(id, "received", describeSchema(schema));
    if (!hasTwoViews(schema)) continue;
    names.claim(`${id}Given`, `${place} (as it is given)`);
    declare(`${id}Given`, "given", [`{@link ${id}} as it may be given: what has a default may be left out.`]);
  }

  /** A word or a named type is mentioned as it is; anything else is declared under `name`. */
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

  // Operations come before the details of errors in types.ts, but need the errors' classes: the details are put aside.
  const operationDeclarations = declarations.length;
  const errors = buildErrorModels(contract, {
    claim: names.claim,
    addFault,
    readDetails: (schema, path) => (["received", "given"] as const).map((view) => reader.read(schema, view, path)),
    useDetails: (schema, className, path) =>
      useType(schema, path, "received", [
        { name: `${className}Details`, doc: `What comes with {@link ${className}}.` },
        {
          name: `${className}GivenDetails`,
          doc: `What {@link ${className}} is made of: what has a default may be left out.`,
        },
      ]),
  });
  const detailDeclarations = declarations.splice(operationDeclarations);
  const operationModels = operations.map((operation): OperationModel => {
    const pascal = toPascalCase(operation.name);
    const path = ["operations", operation.name];
    const mention = `\`${operation.name}\``;
    const { input: given, output: answered } = operation.streaming ?? { input: "none", output: "none" };
    const isUpload = given !== "none";
    const inputItem = isUpload ? "Item" : "";
    const outputName = answered === "none" ? "Output" : "Item";
    const inputDoc = isUpload ? "An item that" : "What";
    const outputDoc = answered === "none" ? "What" : "An item that";
    return {
      operation,
      name: operation.name,
      input: useType(operation.input.schema, [...path, "input"], "given", [
        { name: `${pascal}Input${inputItem}`, doc: `${inputDoc} ${mention} takes.` },
        {
          name: `${pascal}HandlerInput${inputItem}`,
          doc: `${inputDoc} the handler of ${mention} receives: defaults are in place.`,
        },
      ]),
      inputOptional: !isUpload && acceptsNothing(operation.input.schema),
      output:
        operation.output &&
        useType(operation.output.schema, [...path, "output"], "received", [
          {
            name: `${pascal}${outputName}`,
            doc: `${outputDoc} ${mention} answers${answered === "none" ? "" : " with"}.`,
          },
          {
            name: `${pascal}Handler${outputName}`,
            doc: `${outputDoc} the handler of ${mention} returns: what has a default may be left out.`,
          },
        ]),
      errors: [...operation.errors.keys()].flatMap((reason) => errors.get(reason) ?? []),
    };
  });
  if (faults.length > 0) throw new UserError(faults);
  return {
    name: contract.name,
    pascalName,
    contract,
    contractPath,
    exportName,
    declarations: [...declarations, ...detailDeclarations],
    namedTypes: named.map(({ id }) => id),
    operations: operationModels,
    errors: [...errors.values()].sort((one, other) => (one.className < other.className ? -1 : 1)),
    usesJsonValue,
  };
}

interface Label {
  readonly name: string;
  readonly doc: string;
}

/** The schemas that operations use directly. */
export function listRoots(operations: readonly Operation[]): readonly RootSchema[] {
  return operations.flatMap((operation) => {
    const path = ["operations", operation.name];
    const roots: RootSchema[] = [{ schema: operation.input.schema, path: [...path, "input"] }];
    if (operation.output !== undefined) roots.push({ schema: operation.output.schema, path: [...path, "output"] });
    for (const { reason, details } of operation.errors.values()) {
      if (details !== undefined) roots.push({ schema: details.schema, path: [...path, "errors", reason, "details"] });
    }
    return roots;
  });
}

/** Claims the names of schemas and classes, and returns the schemas that have a type, by name. */
function claimNames(
  operations: readonly Operation[],
  pascalName: string,
  claim: (name: string, place: string) => void,
  addFault: (fault: string) => void,
): readonly NamedSchema[] {
  for (const suffix of ["Client", "SafeClient", "Handlers", "Mock", "Stubs", "Fakes"])
    claim(`${pascalName}${suffix}`, "the generated code");
  const roots = listRoots(operations);
  const domain = collectNamedSchemas(roots, domainChildrenOf);
  const known = new Set(domain.map((one) => one.schema));
  // A schema that only the wire side of a codec has is named in openapi.json alone, but may not share a name either.
  const wire = collectNamedSchemas(roots, childrenOf).filter((one) => !known.has(one.schema));
  for (const { id, place } of [...domain, ...wire]) {
    if (/^[A-Z][A-Za-z0-9]*$/.test(id)) claim(id, `the schema at ${place}`);
    else addFault(`${place}: expected an id in PascalCase letters and digits, found ${JSON.stringify(id)}`);
  }
  return [...domain].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function acceptsNothing(input: Schema): boolean {
  return Object.values(shapeOf(input)).every((field) => isOptional(field, "given"));
}
