/** Compares arrays, tuples and records. */

import type { ArrayShape, FieldShape, RecordShape, TupleShape } from "../schema/wire-shape.ts";
import type { ContractChange } from "./change.ts";
import { compareBounds } from "./compare-restrictions.ts";
import type { Comparison } from "./comparison.ts";

/** Compares lengths and items. */
export function compareArrays(
  before: ArrayShape,
  after: ArrayShape,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  return [
    ...compareBounds(before, after, path, comparison),
    ...comparison.compare(before.items, after.items, `${path}[]`),
  ];
}

/** Compares item by item. Items added or removed are changes, since a tuple has a fixed length. */
export function compareTuples(
  before: TupleShape,
  after: TupleShape,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  const { change } = comparison;
  const positions = Array.from({ length: Math.max(before.items.length, after.items.length) }, (_, index) => {
    const [one, other] = [before.items[index], after.items[index]];
    const at = `${path}[${index}]`;
    if (one === undefined) return other === undefined ? [] : [change("item-added", at, undefined, other)];
    if (other === undefined) return [change("item-removed", at, one)];
    return [...comparePresence(one, other, at, comparison), ...comparison.compare(one, other, at)];
  });
  return [...positions.flat(), ...compareRest(before, after, path, comparison)];
}

/** An item with a default may be omitted; every other item is required. */
function comparePresence(
  before: FieldShape,
  after: FieldShape,
  path: string,
  { change }: Comparison,
): readonly ContractChange[] {
  if (before.presence !== after.presence) {
    const rule = after.presence === undefined ? "field-became-required" : "field-became-optional";
    return [change(rule, path, before.presence ?? "required", after.presence ?? "required")];
  }
  return before.default === after.default ? [] : [change("default-changed", path, before.default, after.default)];
}

function compareRest(
  before: TupleShape,
  after: TupleShape,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  if (before.rest !== undefined && after.rest !== undefined) {
    return comparison.compare(before.rest, after.rest, `${path}[]`);
  }
  if (after.rest !== undefined) return [comparison.change("rest-added", path, undefined, after.rest)];
  return before.rest === undefined ? [] : [comparison.change("rest-removed", path, before.rest)];
}

/** Compares keys and values. */
export function compareRecords(
  before: RecordShape,
  after: RecordShape,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  const keys = comparison.compare(before.keys, after.keys, `${path}{key}`);
  return [...keys, ...comparison.compare(before.values, after.values, `${path}.*`)];
}
