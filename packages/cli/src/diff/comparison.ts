/**
 * The parts shared by comparisons of schemas: the direction of values, the named schemas, and the
 * comparison of parts.
 */

import type { NamedShapes, WireShape } from "../schema/wire-shape.ts";
import type { ContractChange } from "./change.ts";
import type { Direction, Side } from "./rule.ts";
import type { SchemaRuleName } from "./schema-rules.ts";

/** The named shapes of both versions. */
export interface BothSchemas {
  readonly before: NamedShapes;
  readonly after: NamedShapes;
}

/** A comparison in progress. */
export interface Comparison {
  readonly direction: Direction;
  readonly schemas: BothSchemas;
  /** All differences of two shapes, nested ones included. */
  compare(before: WireShape, after: WireShape, path: string): readonly ContractChange[];
  /** A change by its rule; shapes are printed. */
  change(rule: SchemaRuleName, path: string, before?: WireShape | string, after?: WireShape | string): ContractChange;
}

/** `true` for lists of equal length whose items are equal pair by pair. */
export function isSamePairwise<Item>(
  before: readonly Item[],
  after: readonly Item[],
  isSame: (one: Item, other: Item) => boolean,
): boolean {
  if (before.length !== after.length) return false;
  return before.every((one, index) => {
    const other = after[index];
    return other !== undefined && isSame(one, other);
  });
}

/** The acceptance of one side's values by the other, as far as it is known. */
export interface Acceptance {
  /** Values of the shape before match the shape after. */
  readonly forward: boolean;
  /** Values of the shape after match the shape before. */
  readonly backward: boolean;
}

/** Compares two shapes, only for acceptance in both directions. */
export function compareAcceptance(before: WireShape, after: WireShape, comparison: Comparison): Acceptance {
  const changes = comparison.compare(before, after, "");
  const [forward, backward] = sides[comparison.direction];
  return {
    forward: !changes.some(({ breaks }) => breaks.includes(forward)),
    backward: !changes.some(({ breaks }) => breaks.includes(backward)),
  };
}

/** By direction the side of the old values, and that of the new ones. */
const sides: Readonly<Record<Direction, readonly [forward: Side, backward: Side]>> = {
  input: ["callers", "handlers"],
  output: ["handlers", "callers"],
  event: ["publishers", "receivers"],
};

/** The shape behind a reference, with the restrictions of the reference added. */
export function resolveShape(shape: WireShape, schemas: NamedShapes): WireShape {
  if (shape.type !== "reference") return shape;
  const target = schemas[shape.name];
  if (target === undefined) return { type: "never" };
  const resolved = resolveShape(target, schemas);
  const refinements = (resolved.refinements ?? 0) + (shape.refinements ?? 0);
  const codec = [resolved.codec, shape.codec].filter((one) => one !== undefined).join(", ");
  const order = [...(resolved.order ?? []), ...(shape.order ?? [])];
  return {
    ...resolved,
    ...(refinements > 0 && { refinements }),
    ...(codec !== "" && { codec }),
    ...(order.length > 0 && { order }),
  };
}

/** `true` for a shape with only the parameters of its kind. */
export function isUnrestricted({ refinements, codec, order }: WireShape): boolean {
  return refinements === undefined && codec === undefined && order === undefined;
}
