/**
 * Compares unions. Each option before is paired with one after; their order counts where two options
 * may take one value.
 */

import type { Json, NamedShapes, ObjectShape, WireShape } from "../schema/wire-shape.ts";
import type { ContractChange } from "./change.ts";
import { compareValues, valuesOf } from "./compare-values.ts";
import { type Comparison, compareAcceptance, isSamePairwise, isUnrestricted, resolveShape } from "./comparison.ts";
import { findMismatches } from "./find-mismatches.ts";
import { printStep } from "./path.ts";

/** Compares two shapes, at least one of them a union; the other counts as a union of one option. */
export function compareUnions(
  before: WireShape,
  after: WireShape,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  const { schemas } = comparison;
  const [one, other] = [toOptions(before, schemas.before), toOptions(after, schemas.after)];
  const values = compareListed(one, other, path, comparison);
  const rest =
    one.tag !== undefined && one.tag === other.tag
      ? compareByTag(one.rest, other.rest, one.tag, path, comparison)
      : compareByShape(one.rest, other.rest, path, comparison);
  return [...values, ...rest];
}

/**
 * Compares unions of which exactly one option may match: they are equal or different, without
 * pairing.
 */
export function compareExclusive(
  before: WireShape,
  after: WireShape,
  path: string,
  { compare, change }: Comparison,
): readonly ContractChange[] {
  const same =
    before.type === "union" &&
    after.type === "union" &&
    before.exclusive === after.exclusive &&
    isSamePairwise(before.options, after.options, (one, other) => compare(one, other, path).length === 0);
  return same ? [] : [change("exclusive-union-changed", path, before, after)];
}

interface Options {
  /** The values of enums, literals, booleans and null. */
  readonly values: readonly Json[];
  readonly rest: readonly WireShape[];
  /** The discriminator that all other options share. */
  readonly tag?: string | undefined;
}

/** The options, with those of nested unions. */
function toOptions(shape: WireShape, schemas: NamedShapes): Options {
  // The union's own restrictions are compared elsewhere; a nested union with restrictions stays
  // whole.
  const options = shape.type === "union" ? shape.options : [shape];
  const parts = options.map((option): Options => {
    const resolved = resolveShape(option, schemas);
    const isInner = resolved.type === "union" && resolved.exclusive !== true && isUnrestricted(resolved);
    if (isInner && option !== shape) return toOptions(resolved, schemas);
    const values = isUnrestricted(resolved) || option === shape ? valuesOf(resolved) : undefined;
    const tag = shape.type === "union" ? shape.discriminator : undefined;
    return values === undefined ? { values: [], rest: [option], tag } : { values, rest: [] };
  });
  const [tag, ...otherTags] = new Set(parts.flatMap((part) => (part.rest.length === 0 ? [] : [part.tag])));
  return {
    values: [...new Set(parts.flatMap((part) => part.values))],
    rest: parts.flatMap((part) => part.rest),
    tag: otherTags.length === 0 ? tag : undefined,
  };
}

/** A value listed on one side only may still match an option of the other side. */
function compareListed(
  before: Options,
  after: Options,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  const fits = (value: Json, options: readonly WireShape[], schemas: NamedShapes): boolean =>
    options.some((option) => findMismatches(option, value, "", { schemas, unknownFits: false }).length === 0);
  const removed = before.values.filter(
    (value) => after.values.includes(value) || !fits(value, after.rest, comparison.schemas.after),
  );
  const added = after.values.filter(
    (value) => before.values.includes(value) || !fits(value, before.rest, comparison.schemas.before),
  );
  return compareValues(removed, added, path, comparison);
}

/** Pairs options that share a value of the discriminator. */
function compareByTag(
  before: readonly WireShape[],
  after: readonly WireShape[],
  tag: string,
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  const { schemas, change } = comparison;
  const left = new Set(after);
  const changes = before.flatMap((option) => {
    const values = tagsOf(option, tag, schemas.before);
    const partner = after.find(
      (one) => left.has(one) && tagsOf(one, tag, schemas.after).some((v) => values.includes(v)),
    );
    if (partner === undefined) return [change("option-removed", `${path}<${values.join("|")}>`, option)];
    left.delete(partner);
    return comparison.compare(option, partner, `${path}<${values.join("|")}>`);
  });
  const added = [...left].map((option) =>
    change("option-added", `${path}<${tagsOf(option, tag, schemas.after).join("|")}>`, undefined, option),
  );
  return [...changes, ...added];
}

function tagsOf(option: WireShape, tag: string, schemas: NamedShapes): readonly string[] {
  const shape = resolveShape(option, schemas);
  if (shape.type === "union") return shape.options.flatMap((one) => tagsOf(one, tag, schemas));
  const field = shape.type === "object" ? shape.fields[tag] : undefined;
  return ((field && valuesOf(resolveShape(field, schemas))) ?? [`no ${printStep(tag).slice(1)}`]).map(String);
}

/**
 * Pairs equal options. One remaining option on each side is a change; more are compared by the
 * values that they accept.
 */
function compareByShape(
  before: readonly WireShape[],
  after: readonly WireShape[],
  path: string,
  comparison: Comparison,
): readonly ContractChange[] {
  const added = [...after];
  const pairs: { readonly before: WireShape; readonly after: WireShape }[] = [];
  const removed = before.filter((option) => {
    const index = added.findIndex((one) => comparison.compare(option, one, path).length === 0);
    if (index === -1) return true;
    pairs.push(...added.splice(index, 1).map((one) => ({ before: option, after: one })));
    return false;
  });
  const positions = pairs.map((pair) => after.indexOf(pair.after));
  const isReordered = pairs.some(({ before: option }, index) =>
    pairs.some(
      ({ before: later }, place) =>
        place > index &&
        (positions[place] ?? 0) < (positions[index] ?? 0) &&
        mayOverlap(option, later, comparison.schemas.before),
    ),
  );
  const reordered = isReordered ? [comparison.change("options-reordered", path)] : [];
  const [one, other] = [removed[0], added[0]];
  if (removed.length === 1 && added.length === 1 && one !== undefined && other !== undefined) {
    const { before: olds, after: news } = comparison.schemas;
    if (resolveShape(one, olds).type === resolveShape(other, news).type)
      return [...reordered, ...comparison.compare(one, other, path)];
  }
  return [
    ...reordered,
    ...removed
      .filter((option) => !after.some((one) => compareAcceptance(option, one, comparison).forward))
      .map((option) => comparison.change("option-removed", path, option)),
    ...added
      .filter((option) => !before.some((one) => compareAcceptance(one, option, comparison).backward))
      .map((option) => comparison.change("option-added", path, undefined, option)),
  ];
}

/** True if values of one of two options may be read by the other, and otherwise than by their own. */
function mayOverlap(one: WireShape, other: WireShape, schemas: NamedShapes): boolean {
  const [left, right] = [resolveShape(one, schemas), resolveShape(other, schemas)];
  // Texts of two codecs are told apart when the contract is defined; those of a plain text are not.
  if (left.codec !== right.codec && (left.codec === undefined || right.codec === undefined))
    return left.type === right.type || left.type === "json" || right.type === "json";
  if (left.type === "object" && right.type === "object")
    return !isTaggedApart(left, right, schemas) && (hasAllNeeded(left, right) || hasAllNeeded(right, left));
  if (left.type === "array" && right.type === "array") return mayOverlap(left.items, right.items, schemas);
  if (left.type === "record" && right.type === "record") return mayOverlap(left.values, right.values, schemas);
  const kinds = [left.type, right.type];
  return kinds.includes("all") || kinds.includes("tuple")
    ? left.type === right.type
    : kinds.includes("record") && kinds.includes("object");
}

function isTaggedApart(one: ObjectShape, other: ObjectShape, schemas: NamedShapes): boolean {
  return Object.entries(one.fields).some(([name, field]) => {
    const match = other.fields[name];
    if (match === undefined) return false;
    const [left, right] = [valuesOf(resolveShape(field, schemas)), valuesOf(resolveShape(match, schemas))];
    return left !== undefined && right !== undefined && !left.some((value) => right.includes(value));
  });
}

/** True if objects of `maker` have every field that `reader` requires. */
function hasAllNeeded(reader: ObjectShape, maker: ObjectShape): boolean {
  return Object.entries(reader.fields).every(([name, { presence }]) => presence !== undefined || name in maker.fields);
}
