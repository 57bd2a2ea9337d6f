/** `defineContract`: from what an author writes to what the call path reads, or one error that lists every fault. */

import { createHash } from "node:crypto";
import { z } from "zod";
import { codes, isCode } from "../error/code.ts";
import { bindFields } from "./field-places.ts";
import { type FieldPlace, type HttpRoute, parseHttpRoute, toRouteShape } from "./http-route.ts";
import type {
  Contract,
  ContractDefinition,
  DefinedContract,
  ErrorDefinition,
  Operation,
  OperationDefinition,
  OperationError,
} from "./operation.ts";
import { findPortabilityFaults } from "./portable.ts";
import { definitionOf, type Schema } from "./schema-node.ts";
import { createSizeBound, type SizeBound } from "./size-bound.ts";
import { isStreamSchema, type Streaming, type StreamSchema, toWireSchema } from "./stream-schema.ts";
import { compileTextFieldCheck } from "./text-fields.ts";
import { createWireSchema, type WireSchema } from "./wire-schema.ts";

/** Thrown at definition: the contract says something that could not hold on every transport. Lists every fault. */
export class ContractError extends Error {
  /** Each fault as `path: what was expected and found`. */
  readonly faults: readonly string[];

  constructor(contract: string, faults: readonly string[]) {
    super(
      `The contract ${JSON.stringify(contract)} cannot be defined:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    );
    this.name = "ContractError";
    this.faults = faults;
  }
}

const namePattern = /^[a-z][A-Za-z0-9]*$/;

/** Names whose environment variables mean something else, and names that would not be ordinary properties. */
const reservedServices: ReadonlySet<string> = new Set([
  "modules",
  "keys",
  "strict",
  "stage",
  "requireServices",
  "constructor",
]);

/** Members of every client class, which operations may not hide. */
const reservedOperations: ReadonlySet<string> = new Set([
  "constructor",
  "safe",
  "call",
  "stream",
  "then",
  "toString",
  "valueOf",
  "toJSON",
]);

/**
 * Defines the contract of one service.
 *
 * @param name the service, in camelCase: it names environment variables, errors and traces.
 * @throws {ContractError} listing every schema that cannot travel, with its path, and every other fault.
 * @example
 * ```ts
 * export const greeterContract = defineContract("greeter", {
 *   operations: {
 *     greet: { http: "GET /greetings/{name}", input: z.object({ name: z.string() }), output: z.string() },
 *   },
 * });
 * ```
 */
export function defineContract<const Definition extends ContractDefinition>(
  name: string,
  definition: Definition,
): DefinedContract<Definition> {
  const faults: string[] = [];
  if (!namePattern.test(name))
    faults.push(`name: expected camelCase letters and digits, found ${JSON.stringify(name)}`);
  if (reservedServices.has(name)) faults.push(`name: ${JSON.stringify(name)} is reserved; choose another`);
  const operations: Record<string, Operation> = Object.create(null) as Record<string, Operation>;
  const shapes = new Map<string, string>();
  for (const [index, [key, value]] of Object.entries(definition.operations).entries()) {
    const operation = compileOperation(name, key, index, value, () => contract.hash, faults);
    const shape = toRouteShape(operation.http);
    const other = shapes.get(shape);
    if (other !== undefined) faults.push(`operations.${key}.http: ${shape} already belongs to ${other}`);
    shapes.set(shape, key);
    operations[key] = operation;
  }
  if (faults.length > 0) throw new ContractError(name, faults);
  const contract: DefinedContract<Definition> = {
    name,
    summary: definition.summary,
    description: definition.description,
    operations,
    get hash() {
      return hashOf(this);
    },
    definition,
  };
  return contract;
}

/** Looks up an operation that generated code names. @throws {ContractError} when the contract no longer has it. */
export function getOperation(contract: Contract, name: string): Operation {
  const operation = Object.hasOwn(contract.operations, name) ? contract.operations[name] : undefined;
  if (operation === undefined) {
    throw new ContractError(contract.name, [
      `operations.${name}: generated code calls it, but it is not there; run \`seamline generate\``,
    ]);
  }
  return operation;
}

function compileOperation(
  service: string,
  name: string,
  index: number,
  definition: OperationDefinition,
  hash: () => string,
  faults: string[],
): Operation {
  const at = `operations.${name}`;
  if (!namePattern.test(name)) faults.push(`${at}: expected a camelCase name, found ${JSON.stringify(name)}`);
  if (reservedOperations.has(name)) faults.push(`${at}: the name is taken by every client; choose another`);
  const input = definition.input ?? z.object({});
  const { output } = definition;
  const http = compileRoute(definition.http ?? `POST /${service}/${name}`, at, faults);
  const schemas = [...schemasOf("input", input), ...(output === undefined ? [] : schemasOf("output", output))];
  let portable = true;
  for (const [part, schema] of schemas) {
    for (const fault of findPortabilityFaults(schema, [at, part])) {
      portable = false;
      faults.push(`${fault.path}: ${fault.message}`);
    }
  }
  for (const [part, schema] of schemas) {
    if (part === "input" || schema._zod.optout !== "optional") continue;
    faults.push(
      `${at}.${part}: an optional ${part === "output" ? "answer" : "item"} has no JSON form; write .nullable()`,
    );
  }
  if (definition.timeoutMs !== undefined && !(Number.isFinite(definition.timeoutMs) && definition.timeoutMs > 0)) {
    faults.push(`${at}.timeoutMs: expected a positive number of milliseconds, found ${definition.timeoutMs}`);
  }
  const errors = compileErrors(definition.errors ?? {}, at, faults);
  const noPlaces = new Map<string, FieldPlace>();
  if (isStreamSchema(input)) findUploadFaults(http, definition, at, faults);
  const places = portable && !isStreamSchema(input) ? placesOf(input, http, definition, at, faults) : noPlaces;
  const inputSchema = toWireSchema(input);
  const outputSchema = output && toWireSchema(output);
  return {
    service,
    name,
    id: `${service}.${name}`,
    index,
    get contractHash() {
      return hash();
    },
    definition,
    http,
    places,
    input: inputSchema,
    textFieldCheck: compileTextFieldCheck(places),
    output: outputSchema,
    streaming: streamingOf(input, output),
    inputBound: boundOf(input, inputSchema),
    outputBound: output && outputSchema ? boundOf(output, outputSchema) : () => 0,
    errors,
    expose: definition.expose ?? "internal",
    idempotent: definition.idempotent ?? ["GET", "PUT", "DELETE"].includes(http.method),
    allow: definition.allow && new Set(definition.allow),
    timeoutMs: definition.timeoutMs,
  };
}

/** The schemas of an input or output that must be portable, each with its name in messages. */
function schemasOf(part: "input" | "output", given: Schema | StreamSchema): readonly (readonly [string, Schema])[] {
  if (!isStreamSchema(given)) return [[part, given]];
  return given.streams === "items" ? [[`${part}.item`, given.item]] : [];
}

function streamingOf(input: Schema | StreamSchema, output: Schema | StreamSchema | undefined): Streaming | undefined {
  const [given, answered] = [input, output].map((part) => (isStreamSchema(part) ? part.streams : "none"));
  if (given === undefined || answered === undefined || (given === "none" && answered === "none")) return undefined;
  return { input: given, output: answered };
}

/** Chunks are bounded by whoever makes them. */
function boundOf(part: Schema | StreamSchema, { schema }: WireSchema): SizeBound {
  return isStreamSchema(part) && part.streams === "bytes" ? () => 0 : createSizeBound(schema);
}

/** A stream is the whole input: nothing is left for a path, a query or a header to carry. */
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

function placesOf(
  input: Schema,
  http: HttpRoute,
  definition: OperationDefinition,
  at: string,
  faults: string[],
): ReadonlyMap<string, FieldPlace> {
  const { type, shape, catchall } = definitionOf(input);
  if (type !== "object" || shape === undefined) {
    faults.push(`${at}.input: expected one flat z.object(), found ${type}`);
    return new Map();
  }
  const places = bindFields(shape, http, definition.in ?? {}, at, faults);
  if (
    catchall !== undefined &&
    catchall._zod.def.type !== "never" &&
    (http.method === "GET" || http.method === "DELETE")
  ) {
    faults.push(`${at}.input: a catchall needs a body, which ${http.method} does not have; use POST`);
  }
  return places;
}

function compileErrors(
  definitions: Readonly<Record<string, ErrorDefinition>>,
  at: string,
  faults: string[],
): ReadonlyMap<string, OperationError> {
  const errors = new Map<string, OperationError>();
  for (const [reason, definition] of Object.entries(definitions)) {
    const path = `${at}.errors.${reason}`;
    if (!namePattern.test(reason)) faults.push(`${path}: expected a camelCase name, found ${JSON.stringify(reason)}`);
    if (!isCode(definition.code))
      faults.push(`${path}.code: expected one of ${codes.join(", ")}, found ${JSON.stringify(definition.code)}`);
    if (definition.details !== undefined) {
      for (const fault of findPortabilityFaults(definition.details, [path, "details"]))
        faults.push(`${fault.path}: ${fault.message}`);
    }
    errors.set(reason, {
      reason,
      code: definition.code,
      message: definition.message ?? inWords(reason),
      details: definition.details && createWireSchema(definition.details),
      retryable: definition.retryable ?? false,
    });
  }
  return errors;
}

/** `restaurantNotFound` → `restaurant not found`. */
function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A default may be computed (an id, the time), and would then differ from process to process. */
function dropDefault({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.default;
}

const hashes = new WeakMap<Contract, string>();

function hashOf(contract: Contract): string {
  let hash = hashes.get(contract);
  if (hash === undefined) {
    const toJson = (schema: Schema | undefined): unknown =>
      schema === undefined
        ? null
        : z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: dropDefault });
    const observable = Object.values(contract.operations).map((operation) => ({
      name: operation.name,
      http: `${operation.http.method} ${operation.http.path}`,
      input: toJson(operation.input.schema),
      output: toJson(operation.output?.schema),
      streaming: operation.streaming,
      errors: [...operation.errors.values()].map((error) => [error.reason, error.code, toJson(error.details?.schema)]),
    }));
    hash = createHash("sha256")
      .update(JSON.stringify([contract.name, observable]))
      .digest("hex");
    hashes.set(contract, hash);
  }
  return hash;
}
