/** Compares two versions of one operation. */

import type { OperationSnapshot } from "../model/contract-snapshot.ts";
import { printShape } from "../schema/print-shape.ts";
import type { WireShape } from "../schema/wire-shape.ts";
import { type ContractChange, createChange } from "./change.ts";
import { compareErrors } from "./compare-errors.ts";
import { createComparison } from "./compare-shapes.ts";
import type { BothSchemas } from "./comparison.ts";
import { printStep } from "./path.ts";
import { findRenamedPlaceholders, renamePlaceholders } from "./renamed-placeholders.ts";

/** Lists the changes. @param name the operation's name after. */
export function compareOperations(
  name: string,
  old: OperationSnapshot,
  now: OperationSnapshot,
  schemas: BothSchemas,
): readonly ContractChange[] {
  const input = createComparison("input", schemas);
  const renamed = findRenamedPlaceholders(old, now, schemas);
  const [before, after] = renamed.size === 0 ? [old, now] : renamePlaceholders(old, now, renamed, schemas);
  return [
    ...[...renamed].map(([one, other]) =>
      createChange("placeholder-renamed", `${name}.input${printStep(other)}`, { before: one, after: other }),
    ),
    ...compareRoutes(name, before, after),
    ...compareLocations(name, before, after),
    ...compareAccess(name, before, after),
    ...compareBehaviour(name, before, after),
    ...compareStreams(name, before, after),
    ...(before.input !== undefined && after.input !== undefined
      ? input.compare(before.input, after.input, partPath(name, "input", after))
      : []),
    ...compareOutputs(name, before, after, schemas),
    ...compareErrors(name, before.errors ?? {}, after.errors ?? {}, schemas),
  ];
}

/** `getOrder.output`; for a stream of items, the path of one item. */
export function partPath(name: string, part: "input" | "output", { streams }: OperationSnapshot): string {
  return streams?.[part] === "items" ? `${name}.${part}.item` : `${name}.${part}`;
}

function compareRoutes(name: string, before: OperationSnapshot, after: OperationSnapshot): readonly ContractChange[] {
  const [oldMethod, oldPath] = before.http.split(" ");
  const [newMethod, newPath] = after.http.split(" ");
  return [
    ...(oldMethod === newMethod
      ? []
      : [createChange("method-changed", `${name}.http`, { before: before.http, after: after.http })]),
    ...(oldPath === newPath ? [] : [createChange("path-changed", `${name}.http`, { before: oldPath, after: newPath })]),
  ];
}

/** Only fields of both versions: added and removed fields are reported as fields. */
function compareLocations(
  name: string,
  before: OperationSnapshot,
  after: OperationSnapshot,
): readonly ContractChange[] {
  const [one, other] = [before.places ?? {}, after.places ?? {}];
  const isField = (shape: WireShape | undefined, field: string): boolean =>
    shape?.type !== "object" || Object.hasOwn(shape.fields, field);
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((field) => {
    const locations = { before: one[field] ?? "body", after: other[field] ?? "body" };
    if (locations.before === locations.after || !isField(before.input, field) || !isField(after.input, field))
      return [];
    return [createChange("location-changed", `${name}.input${printStep(field)}`, locations)];
  });
}

function compareAccess(name: string, before: OperationSnapshot, after: OperationSnapshot): readonly ContractChange[] {
  const changes: ContractChange[] = [];
  if (before.expose !== after.expose) {
    const rule = after.expose === "public" ? "exposure-widened" : "exposure-narrowed";
    changes.push(createChange(rule, `${name}.expose`, { before: before.expose, after: after.expose }));
  }
  const texts = { before: printAllowed(before), after: printAllowed(after) };
  const isAllowed = ({ allow }: OperationSnapshot, caller: string): boolean => allow?.includes(caller) ?? true;
  const named = [...new Set([...(before.allow ?? []), ...(after.allow ?? [])])];
  const allowed = named.some((caller) => !isAllowed(before, caller) && isAllowed(after, caller));
  const refused = named.some((caller) => isAllowed(before, caller) && !isAllowed(after, caller));
  if (allowed || (before.allow !== undefined && after.allow === undefined)) {
    changes.push(createChange("caller-allowed", `${name}.allow`, texts));
  }
  if (refused || (before.allow === undefined && after.allow !== undefined)) {
    changes.push(createChange("caller-refused", `${name}.allow`, texts));
  }
  return changes;
}

function printAllowed({ allow }: OperationSnapshot): string {
  return allow === undefined ? "all" : allow.length === 0 ? "none" : allow.join(", ");
}

function compareBehaviour(
  name: string,
  before: OperationSnapshot,
  after: OperationSnapshot,
): readonly ContractChange[] {
  const changes: ContractChange[] = [];
  if (before.idempotent !== after.idempotent) {
    const rule = after.idempotent ? "idempotency-added" : "idempotency-removed";
    const values = { before: String(before.idempotent), after: String(after.idempotent) };
    changes.push(createChange(rule, `${name}.idempotent`, values));
  }
  if (before.timeoutMs !== after.timeoutMs) {
    const [one, other] = [before.timeoutMs, after.timeoutMs].map((ms) => (ms === undefined ? "standard" : `${ms}`));
    changes.push(createChange("timeout-changed", `${name}.timeoutMs`, { before: one, after: other }));
  }
  return changes;
}

function compareStreams(name: string, before: OperationSnapshot, after: OperationSnapshot): readonly ContractChange[] {
  return (["input", "output"] as const).flatMap((part) => {
    const [one, other] = [before.streams?.[part] ?? "one value", after.streams?.[part] ?? "one value"];
    return one === other ? [] : [createChange("stream-changed", `${name}.${part}`, { before: one, after: other })];
  });
}

function compareOutputs(
  name: string,
  before: OperationSnapshot,
  after: OperationSnapshot,
  schemas: BothSchemas,
): readonly ContractChange[] {
  const path = partPath(name, "output", after);
  if (before.output !== undefined && after.output !== undefined) {
    return createComparison("output", schemas).compare(before.output, after.output, path);
  }
  // A stream of bytes has no schema, and its change is reported as `stream-changed`.
  if (before.output === after.output || before.streams?.output !== after.streams?.output) return [];
  return before.output === undefined
    ? [createChange("output-added", path, { after: after.output && printShape(after.output) })]
    : [createChange("output-removed", path, { before: printShape(before.output) })];
}
