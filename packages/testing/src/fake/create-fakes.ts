/**
 * Fakes for the named types of a contract: generated mocks have one for each `.meta({ id })` and
 * for the payload of each event.
 */

import type { Contract } from "@seamline/core";
import { childrenOf, definitionOf, findNamed, isCodec, metaOf, type Schema } from "@seamline/core/internal";
import { assertSettings, contractSetting } from "@seamline/core/settings";
import { createFake, type FakeOptions } from "./create-fake.ts";
import { explainMisfit } from "./fits.ts";
import { FakeError } from "./fitting.ts";

/**
 * Creates a value of one type.
 * @param fields replaces these fields of the value; for a type that is no object, the whole value.
 * @throws {FakeError} if `fields` do not fit the schema, with the path.
 */
export type Fake<Type> = (fields?: Partial<Type>, options?: FakeOptions) => Type;

/**
 * Creates the fakes of a contract, by the names of its types. For generated mocks.
 * @throws {TypeError} for a value that is no contract.
 */
export function createFakes<Fakes>(contract: Contract): Fakes {
  assertSettings("createFakes", contractSetting, contract);
  const fakes: Record<string, Fake<unknown>> = {};
  for (const [id, schema] of namedSchemas(contract)) {
    fakes[id] = (fields, options) => {
      const drawn = createFake(schema, options);
      return fields === undefined ? drawn : replaceFields(id, schema, drawn, fields);
    };
  }
  return fakes as Fakes;
}

function replaceFields(id: string, schema: Schema, drawn: unknown, fields: object): unknown {
  const isObject = typeof drawn === "object" && drawn !== null && !Array.isArray(drawn);
  const value = isObject ? { ...drawn, ...fields } : fields;
  const fault = explainMisfit(schema, "domain", value);
  if (fault === undefined) return value;
  throw new FakeError(`${id}: expected fields that its schema accepts:\n${fault}`);
}

function namedSchemas(contract: Contract): ReadonlyMap<string, Schema> {
  const named = new Map<string, Schema>();
  const seen = new Set<Schema>();
  const visit = (schema: Schema): void => {
    if (seen.has(schema)) return;
    seen.add(schema);
    const { id } = metaOf(schema);
    if (typeof id === "string" && !named.has(id)) named.set(id, schema);
    const definition = definitionOf(schema);
    if (isCodec(definition)) visit(definition.out);
    else for (const child of childrenOf(schema)) visit(child.schema);
  };
  for (const { input, output, errors } of Object.values(contract.operations)) {
    visit(input.schema);
    if (output !== undefined) visit(output.schema);
    for (const { details } of errors.values()) if (details !== undefined) visit(details.schema);
  }
  for (const { name, payload } of Object.values(contract.events ?? {})) {
    visit(payload.schema);
    // A payload without a name of its own has that of its event, as generated types do.
    const id = name.charAt(0).toUpperCase() + name.slice(1);
    if (findNamed(payload.schema) === undefined && !named.has(id)) named.set(id, payload.schema);
  }
  return named;
}
