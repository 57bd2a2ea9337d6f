/** Compares two objects: the fields of both, and the handling of unnamed fields. */

import type { FieldShape, ObjectShape } from "../schema/wire-shape.ts";
import type { ContractChange } from "./change.ts";
import type { Comparison } from "./comparison.ts";
import { printStep } from "./path.ts";
import type { SchemaRuleName } from "./schema-rules.ts";

/** Compares field by field, first in the order after, then in the order before. */
export function compareObjects(
  before: ObjectShape,
  after: ObjectShape,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  const names = new Set([...Object.keys(after.fields), ...Object.keys(before.fields)]);
  const fields = [...names].flatMap((name) => {
    const one = Object.hasOwn(before.fields, name) ? before.fields[name] : undefined;
    const other = Object.hasOwn(after.fields, name) ? after.fields[name] : undefined;
    const at = `${path}${printStep(name)}`;
    if (one !== undefined && other !== undefined) {
      return [...comparePresence(one, other, at, comparison), ...comparison.compare(one, other, at)];
    }
    if (other !== undefined) return addField(other, before, at, comparison);
    return one === undefined ? [] : removeField(one, after, at, comparison);
  });
  return [...fields, ...compareOthers(before, after, path, comparison)];
}

function comparePresence(
  before: FieldShape,
  after: FieldShape,
  path: string,
  { change }: Comparison,
): readonly ContractChange[] {
  const [one, other] = [before.presence ?? "required", after.presence ?? "required"];
  if (one === other) {
    if (before.default === after.default) return [];
    return [change("default-changed", path, printDefault(before), printDefault(after))];
  }
  const rule = presenceRules[`${one} ${other}`];
  return rule === undefined ? [] : [change(rule, path, printPresence(before), printPresence(after))];
}

const presenceRules: Readonly<Record<string, SchemaRuleName>> = {
  "required optional": "field-became-optional",
  "optional required": "field-became-required",
  "required default": "default-added",
  "default required": "default-removed",
  "optional default": "optional-became-default",
  "default optional": "default-became-optional",
};

function printPresence(field: FieldShape): string {
  return field.presence === "default" ? `default ${printDefault(field)}` : (field.presence ?? "required");
}

function printDefault(field: FieldShape): string {
  return field.default ?? "computed";
}

/** Depends on the old object's handling of unnamed fields. */
function addField(
  field: FieldShape,
  before: ObjectShape,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  const { change } = comparison;
  const rule = field.presence === undefined ? "required-field-added" : "optional-field-added";
  const added = change(rule, path, undefined, field);
  if (before.others === undefined) return [added];
  if (before.others === "refused") return [added, change("field-no-longer-refused", path, undefined, field)];
  return [added, ...comparison.compare(before.others, field, path)];
}

/** Depends on the new object's handling of unnamed fields. */
function removeField(
  field: FieldShape,
  after: ObjectShape,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  const { change } = comparison;
  const rule = field.presence === undefined ? "required-field-removed" : "optional-field-removed";
  const removed = change(rule, path, field);
  if (after.others === undefined) return [removed];
  if (after.others === "refused") return [removed, change("field-now-refused", path, field)];
  return [removed, ...comparison.compare(field, after.others, path)];
}

function compareOthers(
  before: ObjectShape,
  after: ObjectShape,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  const [one, other] = [before.others ?? "stripped", after.others ?? "stripped"];
  if (typeof one === "object" && typeof other === "object") return comparison.compare(one, other, `${path}.*`);
  if (one === other) return [];
  const rule =
    other === "refused"
      ? "unknown-fields-refused"
      : other === "stripped"
        ? "unknown-fields-stripped"
        : "unknown-fields-kept";
  return [comparison.change(rule, path, one, other)];
}
