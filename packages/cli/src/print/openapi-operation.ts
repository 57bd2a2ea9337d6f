/** One operation of `openapi.json`: its parameters, body and responses. */

import type { Operation } from "@seamline/core/extend";
import {
  type FieldLocation,
  fieldsOf,
  type HttpRoute,
  shapeOf,
  statusOf,
  textKindOf,
  toHeaderName,
} from "@seamline/core/internal";
import type { ErrorModel, OperationModel } from "../model/service-model.ts";
import { type JsonObject, refTo } from "./openapi-schemas.ts";

/** The schema of a failed call. No schema's id has a dot, so the name is free. */
export const problemName = "seamline.Problem";

/** The schema of a failed call without a declared error. */
export const undeclaredName = "seamline.UndeclaredProblem";

/** The schema of a failed call whose request does not match the contract. */
export const invalidRequestName = "seamline.InvalidRequest";

/** The component of the response for a failed call. */
export const failureName = "Failure";

/** The component of the response for a request that does not match the contract. */
export const invalidRequestResponseName = "InvalidRequest";

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
}

/** Prints an operation object. @param tag the service's name. */
export function printOperation(tag: string, model: OperationModel, schemas: OperationSchemas): JsonObject {
  const { operation } = model;
  const { input, output, template } = schemas;
  const { summary, description, deprecated } = operation.definition;
  const paragraphs = [
    description?.trim(),
    typeof deprecated === "string" ? `Deprecated: ${deprecated}` : undefined,
    describeStrictQuery(model, input.object),
  ];
  const text = paragraphs.filter((paragraph) => paragraph !== undefined).join("\n\n");
  const parameters = printParameters(model, input.object, template);
  return {
    operationId: operation.name,
    tags: [tag],
    summary,
    description: text === "" ? undefined : text,
    deprecated: deprecated === undefined || deprecated === false ? undefined : true,
    "x-seamline-expose": operation.expose,
    parameters: parameters.length === 0 ? undefined : parameters,
    requestBody: printRequestBody(model, input),
    responses: {
      ...(operation.output === undefined
        ? { 204: { description: "Done." } }
        : { 200: { description: "The output.", content: printOutput(operation.streaming?.output, output) } }),
      400: { $ref: `#/components/responses/${invalidRequestResponseName}` },
      ...printErrorResponses(model),
      default: { $ref: `#/components/responses/${failureName}` },
    },
  };
}

/** The media types of the output. The schema of a stream is that of one line. */
function printOutput(streams: "none" | "items" | "bytes" | undefined, output: JsonObject | undefined): JsonObject {
  if (streams === undefined || streams === "none") return { "application/json": { schema: output } };
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

function printParameters({ operation }: OperationModel, input: JsonObject, template: HttpRoute): readonly JsonObject[] {
  const properties = fieldsOf(input.properties);
  const required = new Set(Array.isArray(input.required) ? input.required : []);
  return [...operation.fieldLocations].flatMap(([name, location]) => {
    if (location === "body") return [];
    const { description, deprecated, ...schema } = fieldsOf(properties[name]);
    const text = [description, describeText(operation, name, location)].filter((part) => part !== undefined);
    return [
      {
        name: nameParameter(operation, name, location, template),
        in: location,
        description: text.length === 0 ? undefined : text.join("\n\n"),
        required: location === "path" || required.has(name) ? true : undefined,
        deprecated: deprecated === true ? true : undefined,
        schema,
      },
    ];
  });
}

/** OpenAPI has no keyword for a query without other keys. */
function describeStrictQuery({ operation }: OperationModel, input: JsonObject): string | undefined {
  if (input.additionalProperties !== false || (operation.streaming?.input ?? "none") !== "none") return undefined;
  const names = [...operation.fieldLocations].flatMap(([name, location]) => (location === "query" ? [name] : []));
  if (names.length === 0) return "Query parameters are refused.";
  return `Query parameters other than ${names.map((name) => `\`${name}\``).join(", ")} are refused.`;
}

/** Describes the parts of a parameter's text form that `style` and `explode` leave open. */
function describeText({ input }: Operation, name: string, location: FieldLocation): string | undefined {
  const field = shapeOf(input.schema)[name];
  const kind = field && textKindOf(field);
  if (kind === undefined || location === "path") return undefined;
  if (location === "query") return kind.list ? `An empty list is the key without a value: \`?${name}\`.` : undefined;
  const list = kind.list ? "Elements are joined by commas; an empty list is `[]`." : undefined;
  const escaped = kind.list ? "`%`, `,`, `[`, `]`" : "`%`";
  const text = kind.types.has("string")
    ? `${escaped} and characters other than printable ASCII are percent-encoded.`
    : undefined;
  return [list, text].filter((part) => part !== undefined).join(" ") || undefined;
}

function nameParameter(operation: Operation, name: string, location: FieldLocation, template: HttpRoute): string {
  if (location === "path") return template.placeholders[operation.http.placeholders.indexOf(name)] ?? name;
  return location === "header" ? toHeaderName(name) : name;
}

function printRequestBody(
  { operation }: OperationModel,
  { root, object }: OperationSchemas["input"],
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
  return { required: true, content: { "application/json": { schema } } };
}

/**
 * The declared errors by status. Other failures may have the same status, so the problem without a
 * reason is an option as well: `reason` discriminates all of them.
 */
function printErrorResponses({ operation, errors }: OperationModel): JsonObject {
  const byStatus = new Map<number, ErrorModel[]>();
  for (const error of errors) {
    const status = statusOf(operation, error);
    const known = byStatus.get(status);
    if (known === undefined) byStatus.set(status, [error]);
    else known.push(error);
  }
  const responses = [...byStatus].map(([status, declared]) => {
    const others = status === 400 ? invalidRequestName : undeclaredName;
    const options = [...declared.map((error) => error.reason), others].map((name) => ({ $ref: refTo(name) }));
    const description = `${declared.map((error) => error.message).join("; ")}.`;
    return [status, { description, content: { "application/problem+json": { schema: { anyOf: options } } } }] as const;
  });
  return Object.fromEntries(responses);
}
