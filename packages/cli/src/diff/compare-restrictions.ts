/** Compares the restrictions of a kind: bounds, formats, refinements, codecs. */

import { boundsOf } from "../schema/print-shape.ts";
import type { ArrayShape, NumberShape, StringShape, WireShape } from "../schema/wire-shape.ts";
import type { ContractChange } from "./change.ts";
import type { Comparison } from "./comparison.ts";

/** Compares the restrictions that shapes of every kind may have. */
export function compareRestrictions(
  before: WireShape,
  after: WireShape,
  path: string,
  { change }: Comparison,
): readonly ContractChange[] {
  const changes: ContractChange[] = [];
  if (before.codec !== after.codec) {
    const rule =
      before.codec === undefined ? "codec-added" : after.codec === undefined ? "codec-removed" : "codec-changed";
    changes.push(change(rule, path, before.codec, after.codec));
  }
  const counts = [before.refinements ?? 0, after.refinements ?? 0] as const;
  if (counts[0] !== counts[1]) {
    const rule = counts[0] < counts[1] ? "refinement-added" : "refinement-removed";
    changes.push(change(rule, path, String(counts[0]), String(counts[1])));
  }
  if (before.order?.join(" ") !== after.order?.join(" ")) {
    changes.push(change("rewrite-changed", path, before.order?.join(", "), after.order?.join(", ")));
  }
  return changes;
}

/**
 * Compares the bounds of two numbers, texts or lists. Bounds both looser and tighter are two
 * changes.
 */
export function compareBounds(
  before: NumberShape | StringShape | ArrayShape,
  after: NumberShape | StringShape | ArrayShape,
  path: string,
  { change }: Comparison,
): readonly ContractChange[] {
  const [one, other] = [limitsOf(before), limitsOf(after)];
  const texts = [before, after].map((shape) => boundsOf(shape).join(", ") || "no bounds");
  const loosened = isBeyond(other.low, one.low, -1) || isBeyond(other.high, one.high, 1);
  const tightened = isBeyond(one.low, other.low, -1) || isBeyond(one.high, other.high, 1);
  const steps = [fitsSteps(one.steps, other.steps), fitsSteps(other.steps, one.steps)] as const;
  return [
    ...(loosened || !steps[1] ? [change("bound-loosened", path, texts[0], texts[1])] : []),
    ...(tightened || !steps[0] ? [change("bound-tightened", path, texts[0], texts[1])] : []),
  ];
}

interface Limit {
  readonly value: number;
  readonly exclusive: boolean;
}

interface Limits {
  readonly low: Limit;
  readonly high: Limit;
  readonly steps: readonly number[];
}

function limitsOf(shape: NumberShape | StringShape | ArrayShape): Limits {
  if (shape.type === "string" || shape.type === "array") {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = shape;
    return { low: { value: minLength, exclusive: false }, high: { value: maxLength, exclusive: false }, steps: [] };
  }
  const { min, max, exclusiveMin, exclusiveMax, multipleOf = [] } = shape;
  return {
    low: { value: exclusiveMin ?? min ?? Number.NEGATIVE_INFINITY, exclusive: exclusiveMin !== undefined },
    high: { value: exclusiveMax ?? max ?? Number.POSITIVE_INFINITY, exclusive: exclusiveMax !== undefined },
    steps: multipleOf,
  };
}

/** Compares two limits. @param outwards the direction in which more values fit. */
function isBeyond(limit: Limit, other: Limit, outwards: 1 | -1): boolean {
  if (limit.value === other.value) return other.exclusive && !limit.exclusive;
  return outwards === 1 ? limit.value > other.value : limit.value < other.value;
}

/**
 * Checks that every multiple of all of `one` is a multiple of each of `others`; known for integer
 * steps only.
 */
function fitsSteps(one: readonly number[], others: readonly number[]): boolean {
  return others.every((step) =>
    one.some((known) => known === step || (Number.isSafeInteger(known / step) && Number.isSafeInteger(step))),
  );
}

/** Compares formats and patterns one by one. */
export function compareTests(
  before: StringShape,
  after: StringShape,
  path: string,
  { change }: Comparison,
): readonly ContractChange[] {
  const [one, other] = [before.tests ?? [], after.tests ?? []];
  const removed = one.filter((test) => !other.includes(test));
  const added = other.filter((test) => !one.includes(test));
  return [
    ...(added.length === 0 ? [] : [change("format-added", path, removed.join(", ") || undefined, added.join(", "))]),
    ...(removed.length === 0
      ? []
      : [change("format-removed", path, removed.join(", "), added.join(", ") || undefined)]),
  ];
}
