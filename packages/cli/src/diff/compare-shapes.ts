/** Compares two shapes: the walk that calls all rules for schemas. */

import { printShape } from "../schema/print-shape.ts";
import type { NamedShapes, TemplateShape, WireShape } from "../schema/wire-shape.ts";
import { type ContractChange, createChange } from "./change.ts";
import { compareArrays, compareRecords, compareTuples } from "./compare-lists.ts";
import { compareObjects } from "./compare-objects.ts";
import { compareBounds, compareRestrictions, compareTests } from "./compare-restrictions.ts";
import { compareExclusive, compareUnions } from "./compare-unions.ts";
import { compareValues, valuesOf } from "./compare-values.ts";
import { type Comparison, isSamePairwise, resolveShape } from "./comparison.ts";
import { findMismatches } from "./find-mismatches.ts";
import type { Direction } from "./rule.ts";

/** Creates a comparison for schemas whose values travel in one direction. */
export function createComparison(
  direction: Direction,
  schemas: { readonly before: NamedShapes; readonly after: NamedShapes },
): Comparison {
  /**
   * Pairs being compared, at least one of them a reference. A pair inside itself is taken as equal,
   * since the outer comparison finds its changes.
   */
  const open = new Set<string>();
  const identities = new Map<WireShape, number>();
  const identify = (shape: WireShape): string | number => {
    if (shape.type === "reference") return shape.name;
    const known = identities.get(shape) ?? identities.size;
    identities.set(shape, known);
    return known;
  };
  const comparison: Comparison = {
    direction,
    schemas,
    compare(before, after, path) {
      if (before.type !== "reference" && after.type !== "reference") return compareResolved(before, after, path);
      const pair = `${identify(before)} ${identify(after)}`;
      if (open.has(pair)) return compareRestrictions(before, after, path, comparison);
      open.add(pair);
      const changes = compareResolved(before, after, path);
      open.delete(pair);
      const isSameType = before.type === "reference" && after.type === "reference" && before.name === after.name;
      return isSameType ? changes.map((change) => nameType(change, after.name, path)) : changes;
    },
    change: (rule, path, before, after) =>
      createChange(rule, path, { before: toText(before), after: toText(after) }, direction),
  };
  const compareResolved = (before: WireShape, after: WireShape, path: string): readonly ContractChange[] => {
    const [one, other] = [resolveShape(before, schemas.before), resolveShape(after, schemas.after)];
    const kind = compareKinds(one, other, path, comparison);
    const restrictions = compareRestrictions(one, other, path, comparison);
    // If a check rewrites the value, the effect of the others depends on their order.
    const isRewritten = one.order !== undefined && kind.length > 0 && restrictions.some(isRewrite);
    return isRewritten ? restrictions : [...restrictions, ...kind];
  };
  return comparison;
}

/** Records the named type of a change, unless an inner type is recorded already. */
function nameType(change: ContractChange, name: string, path: string): ContractChange {
  if (change.type !== undefined || !change.path.startsWith(path)) return change;
  return { ...change, type: `${name}${change.path.slice(path.length)}` };
}

function toText(value: WireShape | string | undefined): string | undefined {
  return typeof value === "object" ? printShape(value) : value;
}

function isRewrite({ rule }: ContractChange): boolean {
  return rule === "rewrite-changed";
}

function compareKinds(
  before: WireShape,
  after: WireShape,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  if (isExclusive(before) || isExclusive(after)) return compareExclusive(before, after, path, comparison);
  if (before.type === "union" || after.type === "union") return compareUnions(before, after, path, comparison);
  const [oldValues, newValues] = [valuesOf(before), valuesOf(after)];
  if (oldValues !== undefined && newValues !== undefined) return compareValues(oldValues, newValues, path, comparison);
  if (isNumber(before) && isNumber(after)) {
    const type =
      before.type === after.type
        ? []
        : [comparison.change(before.type === "integer" ? "type-widened" : "type-narrowed", path, before, after)];
    return [...type, ...compareBounds(before, after, path, comparison)];
  }
  if (before.type === "string" && after.type === "string") {
    return [...compareBounds(before, after, path, comparison), ...compareTests(before, after, path, comparison)];
  }
  if (before.type === "object" && after.type === "object") return compareObjects(before, after, path, comparison);
  if (before.type === "array" && after.type === "array") return compareArrays(before, after, path, comparison);
  if (before.type === "tuple" && after.type === "tuple") return compareTuples(before, after, path, comparison);
  if (before.type === "record" && after.type === "record") return compareRecords(before, after, path, comparison);
  if (before.type === "all" && after.type === "all") {
    const same = isSamePairwise(before.of, after.of, (one, other) => comparison.compare(one, other, path).length === 0);
    return same ? [] : [comparison.change("combination-changed", path, before, after)];
  }
  if (before.type === "template" && after.type === "template" && isSameTemplate(before, after)) return [];
  if (before.type === "json" && after.type === "json") return [];
  const forward = isPartOf(before, after, comparison.schemas.after);
  const backward = isPartOf(after, before, comparison.schemas.before);
  if (forward && backward) return [];
  return [
    comparison.change(forward ? "type-widened" : backward ? "type-narrowed" : "type-changed", path, before, after),
  ];
}

/**
 * Checks that every value of one kind belongs to another kind. Restrictions are compared
 * separately.
 */
function isPartOf(part: WireShape, whole: WireShape, schemas: NamedShapes): boolean {
  if (part.type === "never" || whole.type === "json") return true;
  const values = valuesOf(part);
  if (values !== undefined) {
    return values.every((value) => findMismatches(whole, value, "", { schemas, unknownFits: false }).length === 0);
  }
  return part.type === "template" && whole.type === "string" && printShape(whole) === "string";
}

function isSameTemplate(before: TemplateShape, after: TemplateShape): boolean {
  return JSON.stringify(before.parts) === JSON.stringify(after.parts);
}

function isExclusive(shape: WireShape): boolean {
  return shape.type === "union" && shape.exclusive === true;
}

function isNumber(shape: WireShape): shape is WireShape & { readonly type: "number" | "integer" } {
  return shape.type === "number" || shape.type === "integer";
}
