/** `openapi.json`: the HTTP side of a contract as an OpenAPI 3.1 document. */

import { createHash } from "node:crypto";
import { codes } from "@seamline/core";
import { fieldsOf, type HttpRoute, toStatus } from "@seamline/core/internal";
import type { ServiceModel } from "../model/service-model.ts";
import { printJson } from "./json-text.ts";
import {
  failureName,
  invalidRequestName,
  invalidRequestResponseName,
  type OperationSchemas,
  printOperation,
  problemName,
  undeclaredName,
} from "./openapi-operation.ts";
import { convertSchemas, type JsonObject, refTo, type SchemaRequest } from "./openapi-schemas.ts";

const problem: JsonObject = {
  description: "A failed call (RFC 9457).",
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string", description: "The id of the call." },
    code: { type: "string", enum: codes },
    reason: { type: "string", description: "The name of a declared error." },
    details: { description: "The details of a declared error." },
    retryable: { type: "boolean", description: "The same call may succeed later." },
    retryAfterMs: { type: "number", description: "Milliseconds to wait before that." },
    sent: { type: "string", enum: ["not_sent"], description: "The call has not run." },
  },
  required: ["code"],
};

/** A property of type null, so that generated types relate `reason` to declared errors only. */
const undeclared: JsonObject = {
  description: "A failed call without a declared error.",
  allOf: [
    { $ref: refTo(problemName) },
    { type: "object", properties: { reason: { type: "null", description: "Absent." } } },
  ],
};

const invalidRequest: JsonObject = {
  description: "A request that does not match the contract.",
  allOf: [
    { $ref: refTo(undeclaredName) },
    {
      type: "object",
      properties: {
        code: { type: "string", enum: codes.filter((code) => toStatus(code) === 400) },
        details: {
          type: "object",
          description: "The rules that are broken; absent if the request cannot be read.",
          properties: {
            issues: {
              type: "array",
              items: {
                type: "object",
                properties: {
                  path: { type: "string", description: "The field, as `lines[0].count`; `(root)` for the input." },
                  code: { type: "string", description: "The broken rule, as `invalid_type` or `too_small`." },
                },
                required: ["path", "code"],
              },
            },
          },
          required: ["issues"],
        },
      },
    },
  ],
};

const invalidRequestResponse: JsonObject = {
  description: "The request does not match the contract.",
  content: { "application/problem+json": { schema: { $ref: refTo(invalidRequestName) } } },
};

/** Declared errors are listed by their status, so any other status has none. */
const failure: JsonObject = {
  description: "A failed call.",
  content: { "application/problem+json": { schema: { $ref: refTo(undeclaredName) } } },
};

/** Prints the file. `info.version` is a hash of the content. */
export function printOpenapi(model: ServiceModel): string {
  const { contract, operations } = model;
  const requests: SchemaRequest[] = [];
  const request = (schema: SchemaRequest["schema"], view: SchemaRequest["view"], path: readonly string[]): number =>
    requests.push({ schema, view, path }) - 1;
  const plans = operations.map((operation) => {
    const { name, input, output, streaming } = operation.operation;
    return {
      operation,
      // Bytes have no schema.
      input: streaming?.input === "bytes" ? undefined : request(input.schema, "given", ["operations", name, "input"]),
      output:
        output === undefined || streaming?.output === "bytes"
          ? undefined
          : request(output.schema, "received", ["operations", name, "output"]),
    };
  });
  const details = new Map<string, number>();
  for (const { operation } of operations) {
    for (const { reason, details: schema } of operation.errors.values()) {
      if (schema === undefined || details.has(reason)) continue;
      details.set(
        reason,
        request(schema.schema, "received", ["operations", operation.name, "errors", reason, "details"]),
      );
    }
  }
  const { roots, components } = convertSchemas(requests);
  const paths: Record<string, JsonObject> = {};
  const templates = new Map<string, HttpRoute>();
  for (const { operation, ...plan } of plans) {
    const { http } = operation.operation;
    const template = templates.get(toShape(http)) ?? http;
    templates.set(toShape(http), template);
    const item = paths[template.path] ?? {};
    paths[template.path] = item;
    item[http.method.toLowerCase()] = printOperation(model.name, operation, {
      template,
      input: resolve(plan.input === undefined ? {} : (roots[plan.input] ?? {}), components),
      output: plan.output === undefined ? undefined : roots[plan.output],
    });
  }
  const schemas = new Map(components);
  for (const { reason, code, message } of model.errors) {
    const index = details.get(reason);
    schemas.set(reason, printError(reason, code, message, index === undefined ? undefined : roots[index]));
  }
  schemas.set(problemName, problem);
  schemas.set(undeclaredName, undeclared);
  schemas.set(invalidRequestName, invalidRequest);
  const responses = { [failureName]: failure, [invalidRequestResponseName]: invalidRequestResponse };
  const document = {
    tags: [{ name: model.name }],
    paths,
    components: {
      schemas: sortKeys(keepReachable([paths, responses], schemas)),
      responses,
    },
  };
  const info = {
    title: model.name,
    summary: contract.summary,
    description: contract.description?.trim(),
    version: createHash("sha256").update(JSON.stringify(document)).digest("hex").slice(0, 12),
  };
  return `${printJson({ openapi: "3.1.0", info, ...document })}\n`;
}

/** The root schema, and the object schema it resolves to if it is a reference. */
function resolve(root: JsonObject, components: ReadonlyMap<string, JsonObject>): OperationSchemas["input"] {
  const name = typeof root.$ref === "string" ? root.$ref.slice(refTo("").length) : undefined;
  return { root, object: (name !== undefined && components.get(name)) || root };
}

/**
 * The path without placeholder names: OpenAPI treats paths that differ only in them as identical.
 */
function toShape(route: HttpRoute): string {
  return route.path.replaceAll(/\{[^}]*\}/g, "{}");
}

function printError(reason: string, code: string, message: string, details: JsonObject | undefined): JsonObject {
  return {
    description: `${message}.`,
    allOf: [
      { $ref: refTo(problemName) },
      {
        type: "object",
        properties: { code: { const: code }, reason: { const: reason }, ...(details === undefined ? {} : { details }) },
        required: ["reason", ...(details === undefined ? [] : ["details"])],
      },
    ],
  };
}

/** The components that are referenced by the paths, directly or through others. */
function keepReachable(
  roots: readonly JsonObject[],
  all: ReadonlyMap<string, JsonObject>,
): ReadonlyMap<string, JsonObject> {
  const kept = new Map<string, JsonObject>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { $ref } = fieldsOf(value);
    const name = typeof $ref === "string" ? $ref.slice(refTo("").length) : undefined;
    const component = name === undefined ? undefined : all.get(name);
    if (name !== undefined && component !== undefined && !kept.has(name)) {
      kept.set(name, component);
      visit(component);
    }
    for (const below of Object.values(value)) visit(below);
  };
  visit(roots);
  return kept;
}

function sortKeys(map: ReadonlyMap<string, JsonObject>): JsonObject {
  return Object.fromEntries([...map].sort(([one], [other]) => (one < other ? -1 : 1)));
}
