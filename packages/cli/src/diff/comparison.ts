/** What the comparisons of schemas share: which way the values travel, what names mean, and how to ask about parts. */

import type { NamedShapes, WireShape } from "../schema/wire-shape.ts";
import type { ContractChange } from "./change.ts";
import type { Direction } from "./rule.ts";
import type { SchemaRuleName } from "./schema-rules.ts";

/** A comparison under way. */
export interface Comparison {
  readonly direction: Direction;
  readonly schemas: { readonly before: NamedShapes; readonly after: NamedShapes };
  /** The differences of two shapes, with those of everything below them. */
  compare(before: WireShape, after: WireShape, path: string): readonly ContractChange[];
  /** A change by its rule; shapes are printed. */
  change(rule: SchemaRuleName, path: string, before?: WireShape | string, after?: WireShape | string): ContractChange;
}

/** True for lists of one length whose items are the same, pair by pair. */
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

/** Whether everything that is sent by one side is accepted by the other, as far as it can be known. */
export interface Acceptance {
  /** What fits the shape before fits the shape after. */
  readonly forward: boolean;
  /** What fits the shape after fits the shape before. */
  readonly backward: boolean;
}

/** Compares two shapes and keeps only whether one is accepted in the place of the other. */
export function compareAcceptance(before: WireShape, after: WireShape, comparison: Comparison): Acceptance {
  const changes = comparison.compare(before, after, "");
  const [forward, backward] = comparison.direction === "input" ? sides : [...sides].reverse();
  return {
    forward: !changes.some(({ breaks }) => forward !== undefined && breaks.includes(forward)),
    backward: !changes.some(({ breaks }) => backward !== undefined && breaks.includes(backward)),
  };
}

const sides = ["callers", "handlers"] as const;

/** The shape that a reference stands for, with the reference's own restrictions added to it. */
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

/** Whether a shape has nothing but its kind's own parameters. */
export function isUnrestricted({ refinements, codec, order }: WireShape): boolean {
  return refinements === undefined && codec === undefined && order === undefined;
}
