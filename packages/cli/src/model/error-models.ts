/**
 * The declared errors of a service: one class for each name, for all operations that declare it.
 */

import type { ContractDefinition, DefinedContract } from "@seamline/core";
import type { OperationError } from "@seamline/core/extend";
import type { Schema } from "@seamline/core/internal";
import type { TypeNode } from "../schema/type-node.ts";
import { toPascalCase } from "./name-table.ts";
import type { ErrorModel, TypeUse } from "./service-model.ts";

/** The parts of the model builder that error models use. */
export interface ErrorScope {
  /** Claims the class name and decides the types of the details. */
  useDetails(schema: Schema, className: string, path: readonly string[]): TypeUse;
  claim(name: string, position: string): void;
  /** The types of the details, to compare two declarations. */
  readDetails(schema: Schema, path: readonly string[]): readonly TypeNode[];
  addFault(fault: string): void;
}

/** Merges the declarations of each error, with a fault for each one that differs from the first. */
export function buildErrorModels(
  contract: DefinedContract<ContractDefinition>,
  scope: ErrorScope,
): ReadonlyMap<string, ErrorModel> {
  const models = new Map<string, ErrorModel>();
  const firsts = new Map<string, { readonly error: OperationError; readonly position: string; shape?: string }>();
  for (const operation of Object.values(contract.operations)) {
    for (const error of operation.errors.values()) {
      const path = ["operations", operation.name, "errors", error.reason];
      const position = path.join(".");
      const first = firsts.get(error.reason);
      if (first === undefined) {
        firsts.set(error.reason, { error, position });
        models.set(error.reason, buildModel(error, path, scope));
        continue;
      }
      if (first.error.code !== error.code)
        scope.addFault(difference(position, first.position, "code", error.code, first.error.code));
      if (first.error.message !== error.message) {
        scope.addFault(difference(position, first.position, "message", error.message, first.error.message));
      }
      if (first.error.details?.schema === error.details?.schema) continue;
      first.shape ??= shapeOf(first.error, first.position.split("."), scope);
      if (shapeOf(error, path, scope) !== first.shape) {
        scope.addFault(
          `${position}.details: expected the details that ${first.position} declares; the two become one class`,
        );
      }
    }
  }
  return models;
}

function buildModel(error: OperationError, path: readonly string[], scope: ErrorScope): ErrorModel {
  const className = toPascalCase(error.reason);
  const position = path.join(".");
  scope.claim(className, position);
  const schema = error.details?.schema;
  return {
    className,
    reason: error.reason,
    code: error.code,
    message: error.message,
    details: schema && scope.useDetails(schema, className, [...path, "details"]),
    position,
  };
}

function difference(position: string, other: string, what: string, found: string, expected: string): string {
  return `${position}: expected the ${what} ${JSON.stringify(expected)} that ${other} declares, found ${JSON.stringify(found)}; the two become one class`;
}

/** The types of the details as comparable text: equal for two schemas of the same type. */
function shapeOf(error: OperationError, path: readonly string[], scope: ErrorScope): string {
  if (error.details === undefined) return "";
  const nodes = scope.readDetails(error.details.schema, [...path, "details"]);
  return JSON.stringify(nodes, (key, value: unknown) => (key === "doc" ? undefined : value));
}
