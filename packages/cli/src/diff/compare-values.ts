/** Compares shapes that list their values: enums, literals, booleans, null. */

import type { Json, WireShape } from "../schema/wire-shape.ts";
import type { ContractChange } from "./change.ts";
import type { Comparison } from "./comparison.ts";

/**
 * The values of a shape with a finite set of them; `undefined` for others. Restrictions are
 * compared separately.
 */
export function valuesOf(shape: WireShape): readonly Json[] | undefined {
  switch (shape.type) {
    case "values":
      return shape.values;
    case "boolean":
      return [true, false];
    case "null":
      return [null];
    default:
      return undefined;
  }
}

/** Compares two lists of values, as sets. */
export function compareValues(
  before: readonly Json[],
  after: readonly Json[],
  path: string,
  { change }: Comparison,
): readonly ContractChange[] {
  const added = after.filter((value) => !before.includes(value));
  const removed = before.filter((value) => !after.includes(value));
  const text = (values: readonly Json[]): string => values.map((value) => JSON.stringify(value)).join(", ");
  const addedValues = added.filter((value) => value !== null);
  const removedValues = removed.filter((value) => value !== null);
  return [
    ...(addedValues.length === 0 ? [] : [change("value-added", path, undefined, text(addedValues))]),
    ...(removedValues.length === 0 ? [] : [change("value-removed", path, text(removedValues))]),
    ...(added.length === addedValues.length ? [] : [change("null-added", path, undefined, "null")]),
    ...(removed.length === removedValues.length ? [] : [change("null-removed", path, "null")]),
  ];
}
