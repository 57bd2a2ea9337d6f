/** Compares two versions of one service's contract. */

import type { ContractSnapshot, OperationSnapshot } from "../model/contract-snapshot.ts";
import { type ContractChange, createChange } from "./change.ts";
import { compareEvents } from "./compare-events.ts";
import { compareOperations } from "./compare-operations.ts";

/** All changes, in the order of the contract after; removals come last. */
export function compareContracts(before: ContractSnapshot, after: ContractSnapshot): readonly ContractChange[] {
  const schemas = { before: before.schemas, after: after.schemas };
  const renamed = findRenamed(before, after);
  const gone = new Set([...renamed.values()]);
  const changes: ContractChange[] = [];
  if (before.service !== after.service) {
    changes.push(createChange("service-renamed", after.service, { before: before.service, after: after.service }));
  }
  for (const [name, operation] of Object.entries(after.operations)) {
    const oldName = renamed.get(name) ?? name;
    const old = Object.hasOwn(before.operations, oldName) ? before.operations[oldName] : undefined;
    if (oldName !== name) changes.push(createChange("operation-renamed", name, { before: oldName, after: name }));
    if (old === undefined) changes.push(createChange("operation-added", name, { after: operation.http }));
    else changes.push(...compareOperations(name, old, operation, schemas));
  }
  for (const [name, operation] of Object.entries(before.operations)) {
    if (Object.hasOwn(after.operations, name) || gone.has(name)) continue;
    changes.push(createChange("operation-removed", name, { before: operation.http }));
  }
  return [...changes, ...compareEvents(before, after), ...compareNames(before, after)];
}

/** Operations with a new name on the same route: old names by new names. */
function findRenamed(before: ContractSnapshot, after: ContractSnapshot): ReadonlyMap<string, string> {
  const shapeOf = ({ http }: OperationSnapshot): string => http.replaceAll(/\{[^}]*\}/g, "{}");
  const gone = new Map(
    Object.entries(before.operations).flatMap(([name, operation]) =>
      Object.hasOwn(after.operations, name) ? [] : [[shapeOf(operation), name] as const],
    ),
  );
  return new Map(
    Object.entries(after.operations).flatMap(([name, operation]) => {
      const old = gone.get(shapeOf(operation));
      return old === undefined || Object.hasOwn(before.operations, name) ? [] : [[name, old] as const];
    }),
  );
}

/** A removed schema and a new one with the same content: it was only renamed. */
function compareNames(before: ContractSnapshot, after: ContractSnapshot): readonly ContractChange[] {
  const textOf = (name: string, shape: unknown): string =>
    JSON.stringify(shape).replaceAll(JSON.stringify(name), "self");
  const added = new Map(
    Object.entries(after.schemas).flatMap(([name, shape]) =>
      Object.hasOwn(before.schemas, name) ? [] : [[textOf(name, shape), name] as const],
    ),
  );
  return Object.entries(before.schemas).flatMap(([name, shape]) => {
    const now = Object.hasOwn(after.schemas, name) ? undefined : added.get(textOf(name, shape));
    return now === undefined ? [] : [createChange("schema-renamed", `schemas.${now}`, { before: name, after: now })];
  });
}
