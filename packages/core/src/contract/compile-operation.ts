/** One operation, compiled from its definition for the call path. */

import { z } from "zod";
import { admitsUndefined } from "../schema/absence.ts";
import { findPortabilityFaults } from "../schema/portable.ts";
import { definitionOf, type Schema } from "../schema/schema-node.ts";
import { isStreamSchema, type Streaming, type StreamSchema, toWireSchema } from "../schema/stream-schema.ts";
import type { WireSchema } from "../schema/wire-schema.ts";
import { compileErrors } from "./compile-errors.ts";
import { bindFields } from "./field-locations.ts";
import { type FieldLocation, type HttpRoute, parseHttpRoute } from "./http-route.ts";
import { isReservedOperation } from "./names.ts";
import { namePattern, type Operation, type OperationDefinition, type OperationError } from "./operation.ts";
import { compileTextFieldCheck, type TextFieldCheck } from "./text-fields.ts";

/**
 * Compiles an operation; adds each fault with its path to `faults`.
 * @param hash computes the hash of the contract, at its first use.
 */
export function compileOperation(
  service: string,
  name: string,
  index: number,
  definition: OperationDefinition,
  hash: () => string,
  faults: string[],
): Operation {
  const at = `operations.${name}`;
  if (!namePattern.test(name)) faults.push(`${at}: expected a camelCase name, found ${JSON.stringify(name)}`);
  if (isReservedOperation(name)) faults.push(`${at}: the name is taken by every client; choose another`);
  const input = definition.input ?? z.object({});
  const { output } = definition;
  const http = compileRoute(definition.http ?? `POST /${service}/${name}`, at, faults);
  const schemas = [...schemasOf("input", input), ...(output === undefined ? [] : schemasOf("output", output))];
  const unportable = new Set<Schema>();
  for (const [part, schema] of schemas) {
    for (const fault of findPortabilityFaults(schema, [at, part])) {
      unportable.add(schema);
      faults.push(`${fault.path}: ${fault.message}`);
    }
  }
  for (const [part, schema] of schemas) {
    if (part === "input" || unportable.has(schema) || !(schema._zod.optout === "optional" || admitsUndefined(schema)))
      continue;
    faults.push(
      `${at}.${part}: an optional ${part === "output" ? "output" : "item"} has no JSON form; write .nullable()`,
    );
  }
  if (definition.timeoutMs !== undefined && !(Number.isFinite(definition.timeoutMs) && definition.timeoutMs > 0)) {
    faults.push(`${at}.timeoutMs: expected a positive number of milliseconds, found ${definition.timeoutMs}`);
  }
  const errors = compileErrors(definition.errors ?? {}, at, faults);
  const noLocations = new Map<string, FieldLocation>();
  if (isStreamSchema(input)) findUploadFaults(http, definition, at, faults);
  const fieldLocations =
    unportable.size === 0 && !isStreamSchema(input) ? locationsOf(input, http, definition, at, faults) : noLocations;
  return new CompiledOperation(
    {
      service,
      name,
      id: `${service}.${name}`,
      index,
      definition,
      http,
      fieldLocations,
      input: toWireSchema(input),
      textFieldCheck: compileTextFieldCheck(fieldLocations),
      output: output && toWireSchema(output),
      streaming: streamingOf(input, output),
      errors,
      expose: definition.expose ?? "internal",
      idempotent: definition.idempotent ?? ["GET", "PUT", "DELETE"].includes(http.method),
      allow: definition.allow && new Set(definition.allow),
      timeoutMs: definition.timeoutMs,
    },
    hash,
  );
}

/**
 * A class rather than an object with its own getter: all operations then have one shape, and
 * reading a field costs the same for a thousand of them.
 */
class CompiledOperation implements Operation {
  readonly service: string;
  readonly name: string;
  readonly id: string;
  readonly index: number;
  readonly definition: OperationDefinition;
  readonly http: HttpRoute;
  readonly fieldLocations: ReadonlyMap<string, FieldLocation>;
  readonly input: WireSchema;
  readonly textFieldCheck: TextFieldCheck | undefined;
  readonly output: WireSchema | undefined;
  readonly streaming: Streaming | undefined;
  readonly errors: ReadonlyMap<string, OperationError>;
  readonly expose: "public" | "internal";
  readonly idempotent: boolean;
  readonly allow: ReadonlySet<string> | undefined;
  readonly timeoutMs: number | undefined;
  readonly #hash: () => string;

  constructor(fields: Omit<Operation, "contractHash">, hash: () => string) {
    this.service = fields.service;
    this.name = fields.name;
    this.id = fields.id;
    this.index = fields.index;
    this.definition = fields.definition;
    this.http = fields.http;
    this.fieldLocations = fields.fieldLocations;
    this.input = fields.input;
    this.textFieldCheck = fields.textFieldCheck;
    this.output = fields.output;
    this.streaming = fields.streaming;
    this.errors = fields.errors;
    this.expose = fields.expose;
    this.idempotent = fields.idempotent;
    this.allow = fields.allow;
    this.timeoutMs = fields.timeoutMs;
    this.#hash = hash;
  }

  get contractHash(): string {
    return this.#hash();
  }
}

/** The schemas of an input or output that must be portable, each with its name in messages. */
function schemasOf(part: "input" | "output", given: Schema | StreamSchema): readonly (readonly [string, Schema])[] {
  if (!isStreamSchema(given)) return [[part, given]];
  return given.streams === "items" ? [[`${part}.item`, given.item]] : [];
}

function streamingOf(input: Schema | StreamSchema, output: Schema | StreamSchema | undefined): Streaming | undefined {
  const [inputStream, outputStream] = [input, output].map((part) => (isStreamSchema(part) ? part.streams : "none"));
  if (inputStream === undefined || outputStream === undefined || (inputStream === "none" && outputStream === "none"))
    return undefined;
  return { input: inputStream, output: outputStream };
}

/** A stream is the whole input: no field is left for a path, a query or a header. */
function findUploadFaults(http: HttpRoute, definition: OperationDefinition, at: string, faults: string[]): void {
  if (http.method === "GET" || http.method === "DELETE") {
    faults.push(`${at}.input: a stream needs a body, which ${http.method} does not have; use POST`);
  }
  for (const name of http.placeholders) {
    faults.push(`${at}.http: the placeholder {${name}} has no field, for the input is a stream; send it as metadata`);
  }
  if (definition.in !== undefined) faults.push(`${at}.in: the input is a stream, which has no fields; leave it out`);
}

function compileRoute(line: string, at: string, faults: string[]): HttpRoute {
  const route = parseHttpRoute(line);
  if (typeof route !== "string") return route;
  faults.push(`${at}.http: ${route}`);
  return { method: "POST", path: "/", segments: [{ literal: at }], placeholders: [] };
}

function locationsOf(
  input: Schema,
  http: HttpRoute,
  definition: OperationDefinition,
  at: string,
  faults: string[],
): ReadonlyMap<string, FieldLocation> {
  const inputDefinition = definitionOf(input);
  if (inputDefinition.type !== "object") {
    faults.push(`${at}.input: expected one flat z.object(), found ${inputDefinition.type}`);
    return new Map();
  }
  const { shape, catchall } = inputDefinition;
  const fieldLocations = bindFields(shape, http, definition.in ?? {}, at, faults);
  if (
    catchall !== undefined &&
    catchall._zod.def.type !== "never" &&
    (http.method === "GET" || http.method === "DELETE")
  ) {
    faults.push(`${at}.input: a catchall needs a body, which ${http.method} does not have; use POST`);
  }
  return fieldLocations;
}
