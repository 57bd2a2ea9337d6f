/** One operation of a document: its body and responses. */

import type { HttpRoute } from "../contract/http-route.ts";
import type { Operation, OperationError } from "../contract/operation.ts";
import { fieldsOf } from "../platform/unknown-value.ts";
import { type JsonObject, refTo } from "./convert-schemas.ts";
import { describeStrictQuery, printParameters } from "./parameters.ts";
import { invalidRequestName, problemName, problemType, undeclaredName } from "./problem-schemas.ts";
import { listStandardParameters, listStandardResponses, responseHeaders } from "./shared-parts.ts";

/** The parts of an operation as JSON Schema. */
export interface OperationSchemas {
  /**
   * The route that names the path's placeholders: the operation's own, or an earlier one of the
   * same shape.
   */
  readonly template: HttpRoute;
  readonly input: {
    /** The schema in the contract, possibly a reference. */
    readonly root: JsonObject;
    /** The object schema it resolves to. */
    readonly object: JsonObject;
  };
  readonly output: JsonObject | undefined;
  /** Values that the contract accepts; `undefined` if none is known. */
  readonly examples: { readonly input: unknown; readonly output: unknown };
}

/** What an operation object holds beside the contract. */
export interface OperationTexts {
  /** Unique in the document. */
  readonly id: string;
  /** The name of an error's schema. */
  readonly nameError: (reason: string) => string;
  /** The alternatives that admit a caller; `undefined` if the document is silent about them. */
  readonly security: readonly JsonObject[] | undefined;
}

/** Prints an operation object. */
export function printOperation(operation: Operation, schemas: OperationSchemas, texts: OperationTexts): JsonObject {
  const { input, output, template, examples } = schemas;
  const { summary, description, deprecated } = operation.definition;
  const paragraphs = [
    description?.trim(),
    typeof deprecated === "string" ? `Deprecated: ${deprecated}` : undefined,
    describeStrictQuery(operation, input.object),
  ];
  const text = paragraphs.filter((paragraph) => paragraph !== undefined).join("\n\n");
  const success =
    operation.output === undefined
      ? { 204: { description: "Done.", headers: responseHeaders } }
      : {
          200: {
            description: describeOutput(operation),
            headers: responseHeaders,
            content: printOutput(operation.streaming?.output, output, examples.output),
          },
        };
  const isSecured = texts.security !== undefined && texts.security.length > 0;
  return {
    operationId: texts.id,
    tags: [operation.service],
    summary: summary ?? toWords(operation.name),
    description: text === "" ? undefined : text,
    deprecated: deprecated === undefined || deprecated === false ? undefined : true,
    security: texts.security,
    "x-seamline-expose": operation.expose,
    parameters: [
      ...printParameters(operation, input.object, template, examples.input),
      ...listStandardParameters(operation),
    ],
    requestBody: printRequestBody(operation, input, examples.input),
    responses: {
      ...success,
      ...Object.fromEntries(listStandardResponses(operation, isSecured)),
      ...printErrorResponses(operation, texts.nameError),
    },
  };
}

/** `getRestaurant` → `Get restaurant`. */
function toWords(name: string): string {
  const words = name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function describeOutput({ streaming }: Operation): string {
  if (streaming?.output === "bytes") return "The output: a stream of bytes.";
  if (streaming?.output !== "items") return "The output.";
  return "The output: a stream, one JSON line for each item. A last line marks its end, or reports its failure.";
}

/** The media types of the output. The schema of a stream is that of one line. */
function printOutput(
  streams: "none" | "items" | "bytes" | undefined,
  output: JsonObject | undefined,
  example: unknown,
): JsonObject {
  if (streams === undefined || streams === "none") return { "application/json": { schema: output, example } };
  if (streams === "bytes") return bytesContent;
  const error = { type: "object", properties: { error: { $ref: refTo(problemName) } }, required: ["error"] };
  return {
    [linesType]: { schema: { description: "One JSON line.", anyOf: [...printLines(output), error] } },
    "text/event-stream": { schema: { type: "string" } },
  };
}

const linesType = "application/x-ndjson";
/**
 * OpenAPI 3.1 needs no schema for bytes, but without one generators drop the body or read it as
 * JSON.
 */
const bytesContent: JsonObject = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };

/** The lines of a stream: items, and an end marker whose absence means truncation. */
function printLines(item: JsonObject | undefined): readonly JsonObject[] {
  return [
    { type: "object", properties: { item }, required: ["item"] },
    { type: "object", properties: { end: { const: true } }, required: ["end"] },
  ];
}

function printRequestBody(
  operation: Operation,
  { root, object }: OperationSchemas["input"],
  input: unknown,
): JsonObject | undefined {
  const streams = operation.streaming?.input;
  if (streams === "bytes") return { required: true, content: bytesContent };
  if (streams === "items") {
    const schema = { description: "One JSON line.", anyOf: printLines(root) };
    return { required: true, content: { [linesType]: { schema } } };
  }
  const fields = [...operation.fieldLocations].flatMap(([name, location]) => (location === "body" ? [name] : []));
  // An input that allows additional keys carries them in the body.
  const isOpen = typeof object.additionalProperties === "object" && !["GET", "DELETE"].includes(operation.http.method);
  if (fields.length === 0 && !isOpen) return undefined;
  const inBody = new Set(fields);
  const required = [object.required ?? []].flat().filter((name) => inBody.has(String(name)));
  const { properties, required: _, ...rest } = object;
  const schema =
    fields.length === operation.fieldLocations.size
      ? root
      : {
          ...rest,
          properties: Object.fromEntries(fields.map((name) => [name, fieldsOf(properties)[name]])),
          ...(required.length === 0 ? {} : { required }),
        };
  return { required: true, content: { "application/json": { schema, example: bodyOf(operation, input) } } };
}

/** The part of an input that travels in the body. */
function bodyOf({ fieldLocations }: Operation, input: unknown): unknown {
  if (typeof input !== "object" || input === null) return undefined;
  return Object.fromEntries(Object.entries(input).filter(([name]) => (fieldLocations.get(name) ?? "body") === "body"));
}

/**
 * The declared errors by status. Other failures may have the same status, so the problem without a
 * reason is an option as well: `reason` discriminates all of them.
 */
function printErrorResponses({ errors }: Operation, nameError: (reason: string) => string): JsonObject {
  const byStatus = new Map<number, OperationError[]>();
  for (const error of errors.values()) {
    const { status } = error;
    const known = byStatus.get(status);
    if (known === undefined) byStatus.set(status, [error]);
    else known.push(error);
  }
  const responses = [...byStatus].map(([status, declared]) => {
    const others = status === 400 ? invalidRequestName : undeclaredName;
    const names = [...declared.map(({ reason }) => nameError(reason)), others];
    const schema = { anyOf: names.map((name) => ({ $ref: refTo(name) })) };
    const description = `${declared.map((error) => error.message).join("; ")}.`;
    return [status, { description, headers: responseHeaders, content: { [problemType]: { schema } } }] as const;
  });
  return Object.fromEntries(responses);
}
