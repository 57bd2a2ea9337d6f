/** What one contract contributes to a document: its operations and its schemas. */

import { z } from "zod";
import type { Operation, OperationError } from "../contract/operation.ts";
import type { Schema } from "../schema/schema-node.ts";
import { convertSchemas, type JsonObject, refTo, type SchemaRequest } from "./convert-schemas.ts";
import type { OperationSchemas } from "./operation-object.ts";
import { printError } from "./problem-schemas.ts";
import { createSampler } from "./sample-json.ts";

/** The operations and schemas of one contract. */
export interface ServicePart {
  /** In the contract's order. */
  readonly operations: readonly PlannedOperation[];
  /** The named schemas and the declared errors, by their name in the document. */
  readonly schemas: ReadonlyMap<string, JsonObject>;
}

/** An operation and its schemas. */
export interface PlannedOperation {
  readonly operation: Operation;
  readonly schemas: Omit<OperationSchemas, "template">;
}

/**
 * Reads operations of one contract.
 * @param rename chooses the names of components.
 */
export function readService(operations: readonly Operation[], rename: (component: string) => string): ServicePart {
  const requests: SchemaRequest[] = [];
  const request = (schema: Schema, view: SchemaRequest["view"], path: readonly string[]): number =>
    requests.push({ schema, view, path }) - 1;
  const plans = operations.map((operation) => {
    const { name, input, output, streaming } = operation;
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
  const errors = new Map<string, OperationError>();
  const details = new Map<string, number>();
  for (const { name, errors: own } of operations) {
    for (const [reason, error] of own) {
      if (errors.has(reason)) continue;
      errors.set(reason, error);
      if (error.details === undefined) continue;
      details.set(reason, request(error.details.schema, "received", ["operations", name, "errors", reason, "details"]));
    }
  }
  const { roots, components } = convertSchemas(requests, rename);
  const schemas = new Map(components);
  for (const [reason, error] of errors) {
    const index = details.get(reason);
    schemas.set(rename(reason), printError(error, index === undefined ? undefined : roots[index]));
  }
  const resolve = (ref: string): JsonObject | undefined => components.get(ref.slice(refTo("").length));
  const samplers = [createSampler(resolve, true), createSampler(resolve, false)];
  const sample = (json: JsonObject | undefined, schema: Schema | undefined): unknown =>
    json === undefined || schema === undefined
      ? undefined
      : samplers.map((sampler) => sampler(json)).find((value) => isAccepted(schema, value));
  return {
    schemas,
    operations: plans.map(({ operation, input, output }) => {
      const { streaming } = operation;
      const inputRoot = input === undefined ? {} : (roots[input] ?? {});
      const outputRoot = output === undefined ? undefined : roots[output];
      const hasOne = (side: "input" | "output"): boolean => (streaming?.[side] ?? "none") === "none";
      return {
        operation,
        schemas: {
          input: {
            root: inputRoot,
            object: (typeof inputRoot.$ref === "string" && resolve(inputRoot.$ref)) || inputRoot,
          },
          output: outputRoot,
          examples: {
            input: hasOne("input") ? sample(inputRoot, operation.input.schema) : undefined,
            output: hasOne("output") ? sample(outputRoot, operation.output?.schema) : undefined,
          },
        },
      };
    }),
  };
}

/** Checks a wire value; the rules of a contract may be code that throws. */
function isAccepted(schema: Schema, value: unknown): boolean {
  if (value === undefined || JSON.stringify(value).includes('"$ref":')) return false; // tools would resolve it
  try {
    return z.safeParse(schema, value).success;
  } catch {
    return false;
  }
}
