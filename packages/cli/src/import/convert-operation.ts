/** One operation of a document. */

import { fieldsOf, isRecord } from "@seamline/core/internal";
import type { Converter } from "./conversion.ts";
import { readText } from "./conversion.ts";
import { bodyOf, convertBody } from "./convert-body.ts";
import { collectParameters, convertParameter, type ParameterField } from "./convert-parameters.ts";
import { convertResponses } from "./convert-responses.ts";
import type { Place } from "./documents.ts";
import { type Expression, fields, zod } from "./expression.ts";
import { Refusal } from "./finding.ts";
import { numberDuplicates, toCamelCase } from "./names.ts";
import type { ImportedInput, ImportedOperation } from "./operation.ts";
import { schemasAt } from "./schema-reader.ts";

/** An operation and its place. */
export interface GivenOperation {
  readonly place: Place;
  /** In upper case. */
  readonly method: string;
  readonly path: string;
  /** The name in the contract. */
  readonly name: string;
  /** The parameters of the path. */
  readonly shared: readonly Place[];
}

const supported: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

/** Converts an operation. @throws {Refusal} if no contract can hold it. */
export function convertOperation(converter: Converter, given: GivenOperation): ImportedOperation {
  const { report } = converter;
  const { place, method, name } = given;
  const operation = isRecord(place.value) ? place.value : {};
  report.visit(place.pointer);
  if (!supported.has(method))
    throw new Refusal(place.pointer, `the method is ${method}; a contract has ${[...supported].join(", ")}`);
  reportOmitted(converter, place, operation);
  const parameters = collectParameters(converter, [given.shared, schemasAt(place, "parameters")]).flatMap((parameter) =>
    convertParameter(converter, parameter),
  );
  const route = nameRoute(given, parameters);
  const input = convertInput(converter, given, route.parameters);
  const { output, errors } = convertResponses(converter, place);
  const summary = readText(operation.summary);
  return {
    name,
    pointer: place.pointer,
    http: `${method} ${route.path}`,
    summary: summary?.replaceAll(/\s+/g, " "),
    description: readText(operation.description),
    deprecated: operation.deprecated === true,
    expose: operation["x-seamline-expose"] === "public" ? "public" : undefined,
    input,
    output,
    errors,
  };
}

function reportOmitted({ report }: Converter, { pointer }: Place, operation: Readonly<Record<string, unknown>>): void {
  if (isRecord(operation.callbacks) && Object.keys(operation.callbacks).length > 0)
    report.add("omitted", pointer, "callbacks: requests that the service makes");
  if (Array.isArray(operation.security)) report.add("omitted", pointer, "security of its own");
  if (Array.isArray(operation.servers))
    report.add("omitted", pointer, "servers of its own; route the operation there by topology");
}

interface NamedRoute {
  readonly path: string;
  readonly parameters: readonly ParameterField[];
}

/** Names the placeholders: their names do not travel, so they become those of fields. */
function nameRoute({ place, path }: GivenOperation, parameters: readonly ParameterField[]): NamedRoute {
  const placeholders = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
  for (const name of placeholders) {
    if (!parameters.some((parameter) => parameter.in === "path" && parameter.parameter === name))
      throw new Refusal(place.pointer, `the placeholder {${name}} has no parameter`);
  }
  const names = placeholders.map((name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : toCamelCase(name, "parameter")));
  const unique = numberDuplicates(names);
  const nameOf = new Map(placeholders.map((name, index) => [name, unique[index] ?? name]));
  const trimmed = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  if (trimmed !== path)
    throw new Refusal(place.pointer, "the path ends with a slash, which the route of a contract does not");
  return {
    path: path.replaceAll(/\{([^{}]*)\}/g, (_all, name: string) => `{${nameOf.get(name)}}`),
    parameters: parameters.flatMap((parameter) => {
      if (parameter.in !== "path") return [parameter];
      const key = nameOf.get(parameter.parameter);
      return key === undefined ? [] : [{ ...parameter, key }]; // one that the path does not have
    }),
  };
}

function convertInput(
  converter: Converter,
  { place, method }: GivenOperation,
  parameters: readonly ParameterField[],
): ImportedInput {
  const given = bodyOf(place);
  const hasBody = method !== "GET" && method !== "DELETE";
  const isRequired = given !== undefined && fieldsOf(converter.documents.follow(given).value).required === true;
  if (given !== undefined && !hasBody) {
    if (isRequired) throw new Refusal(given.pointer, `a body of ${method}, which a contract does not have`);
    converter.report.add(
      "narrowed",
      given.pointer,
      `the body of ${method}, which a contract does not have, is left out`,
    );
  }
  const body = given === undefined || !hasBody ? undefined : convertBody(converter, given);
  if (body?.kind === "stream") {
    if (parameters.length > 0)
      throw new Refusal(place.pointer, "a stream is the whole input, found parameters beside it");
    return { expression: body.expression, header: [], query: [] };
  }
  assertDistinct(place, parameters, body?.names ?? []);
  const inOrder = (["path", "query", "header"] as const).flatMap((location) =>
    parameters.filter((parameter) => parameter.in === location),
  );
  const entries = inOrder.map(({ key, value }) => ({ key, value }));
  const expression: Expression | undefined =
    body !== undefined
      ? body.withParameters(entries)
      : entries.length === 0
        ? undefined
        : zod("object", fields(entries));
  const namesIn = (location: string): readonly string[] =>
    inOrder.flatMap((parameter) => (parameter.in === location ? [parameter.key] : []));
  return { expression, header: namesIn("header"), query: hasBody ? namesIn("query") : [] };
}

/** The input is flat: a name is one field, wherever it travels. */
function assertDistinct({ pointer }: Place, parameters: readonly ParameterField[], body: readonly string[]): void {
  const taken = new Set(body);
  for (const { key } of parameters) {
    if (taken.has(key))
      throw new Refusal(pointer, `two parts of the request are named ${JSON.stringify(key)}, and the input is flat`);
    taken.add(key);
  }
}
