/** The declared errors of a service: one class for each name, however many operations declare it. */

import type { ContractDefinition, DefinedContract } from "@seamline/core";
import type { OperationError } from "@seamline/core/extend";
import type { Schema } from "@seamline/core/internal";
import type { TypeNode } from "../schema/type-node.ts";
import { toPascalCase } from "./name-table.ts";
import type { ErrorModel, TypeUse } from "./service-model.ts";

/** What the error models need of the builder. */
export interface ErrorScope {
  /** Claims the class name and decides the types of the details. */
  useDetails(schema: Schema, className: string, path: readonly string[]): TypeUse;
  claim(name: string, place: string): void;
  /** The type of the details, to compare two declarations. */
  readDetails(schema: Schema, path: readonly string[]): readonly TypeNode[];
  addFault(fault: string): void;
}

/** Merges the declarations of each error; a fault for every one that says something else than the first. */
export function buildErrorModels(
  contract: DefinedContract<ContractDefinition>,
  scope: ErrorScope,
): ReadonlyMap<string, ErrorModel> {
  const models = new Map<string, ErrorModel>();
  const firsts = new Map<string, { readonly error: OperationError; readonly place: string; shape?: string }>();
  for (const operation of Object.values(contract.operations)) {
    for (const error of operation.errors.values()) {
      const path = ["operations", operation.name, "errors", error.reason];
      const place = path.join(".");
      const first = firsts.get(error.reason);
      if (first === undefined) {
        firsts.set(error.reason, { error, place });
        models.set(error.reason, buildModel(error, path, scope));
        continue;
      }
      if (first.error.code !== error.code)
        scope.addFault(difference(place, first.place, "code", error.code, first.error.code));
      if (first.error.message !== error.message) {
        scope.addFault(difference(place, first.place, "message", error.message, first.error.message));
      }
      if (first.error.details?.schema === error.details?.schema) continue;
      first.shape ??= shapeOf(first.error, first.place.split("."), scope);
      if (shapeOf(error, path, scope) !== first.shape) {
        scope.addFault(`${place}.details: expected the details that ${first.place} declares; the two become one class`);
      }
    }
  }
  return models;
}

function buildModel(error: OperationError, path: readonly string[], scope: ErrorScope): ErrorModel {
  const className = toPascalCase(error.reason);
  const place = path.join(".");
  scope.claim(className, place);
  const schema = error.details?.schema;
  return {
    className,
    reason: error.reason,
    code: error.code,
    message: error.message,
    details: schema && scope.useDetails(schema, className, [...path, "details"]),
    place,
  };
}

function difference(place: string, other: string, what: string, found: string, expected: string): string {
  return `${place}: expected the ${what} ${JSON.stringify(expected)} that ${other} declares, found ${JSON.stringify(found)}; the two become one class`;
}

/** Two schemas that are written twice but mean the same type have the same shape. */
function shapeOf(error: OperationError, path: readonly string[], scope: ErrorScope): string {
  if (error.details === undefined) return "";
  const nodes = scope.readDetails(error.details.schema, [...path, "details"]);
  return JSON.stringify(nodes, (key, value: unknown) => (key === "doc" ? undefined : value));
}
