/** Checks a wire value against a shape, as far as a shape describes its values. */

import type { Json, NamedShapes, NumberShape, StringShape, UnionShape, WireShape } from "../schema/wire-shape.ts";
import { printStep } from "./path.ts";

/** The options of a check. */
export interface MismatchOptions {
  readonly schemas: NamedShapes;
  /**
   * `true` to accept values for formats and refinements, which a shape names without their meaning.
   */
  readonly unknownFits: boolean;
}

/**
 * The paths of mismatching parts, in the form of the paths of changes; empty if the value matches.
 */
export function findMismatches(
  shape: WireShape,
  value: unknown,
  path: string,
  options: MismatchOptions,
): readonly string[] {
  const at = (ok: boolean): readonly string[] => (ok ? [] : [path]);
  const below = (inner: WireShape, item: unknown, step: string): readonly string[] =>
    findMismatches(inner, item, `${path}${step}`, options);
  if (
    !options.unknownFits &&
    ((shape.refinements ?? 0) > 0 || shape.codec !== undefined || shape.order !== undefined)
  ) {
    return [path];
  }
  switch (shape.type) {
    case "json":
      return [];
    case "never":
      return [path];
    case "null":
      return at(value === null);
    case "boolean":
      return at(typeof value === "boolean");
    case "values":
      return at(shape.values.some((one) => one === value));
    case "string":
      return at(typeof value === "string" && fitsText(shape, value, options));
    case "template":
      return at(typeof value === "string" && options.unknownFits);
    case "number":
    case "integer":
      return at(typeof value === "number" && fitsNumber(shape, value));
    case "reference": {
      const target = options.schemas[shape.name];
      return target === undefined ? [] : findMismatches(target, value, path, options);
    }
    case "all":
      return shape.of.flatMap((one) => findMismatches(one, value, path, options));
    case "union":
      return findInUnion(shape, value, path, options);
    case "array":
      if (!Array.isArray(value) || !fitsLength(shape, value.length)) return [path];
      return value.flatMap((item) => below(shape.items, item, "[]"));
    case "tuple": {
      const { items, rest } = shape;
      if (!Array.isArray(value) || (rest === undefined && value.length > items.length)) return [path];
      const missing = items.slice(value.length).some((item) => item.presence === undefined);
      const inner = value.flatMap((item, index) =>
        below(items[index] ?? rest ?? { type: "never" }, item, `[${index}]`),
      );
      return missing ? [path, ...inner] : inner;
    }
    case "record":
      if (!isObject(value)) return [path];
      return Object.entries(value).flatMap(([key, item]) => {
        const isNumeric = shape.keys.type === "number" || shape.keys.type === "integer";
        const fits = findMismatches(shape.keys, isNumeric ? Number(key) : key, path, options).length === 0;
        return fits ? below(shape.values, item, ".*") : at(false);
      });
    case "object": {
      if (!isObject(value)) return [path];
      const { fields, others } = shape;
      const named = Object.entries(fields).flatMap(([name, field]) => {
        if (Object.hasOwn(value, name)) return below(field, value[name], printStep(name));
        return field.presence === undefined ? [`${path}${printStep(name)}`] : [];
      });
      const unknown = Object.entries(value).filter(([name]) => !Object.hasOwn(fields, name));
      if (others === undefined) return named;
      const more = unknown.flatMap(([name, item]) =>
        others === "refused" ? [`${path}${printStep(name)}`] : below(others, item, ".*"),
      );
      return [...named, ...more];
    }
  }
}

/** Decides by the discriminator if there is one; otherwise the union as a whole does not match. */
function findInUnion(shape: UnionShape, value: unknown, path: string, options: MismatchOptions): readonly string[] {
  const results = shape.options.map((option) => findMismatches(option, value, path, options));
  const fitting = results.filter((result) => result.length === 0).length;
  if (shape.exclusive === true ? fitting === 1 : fitting > 0) return [];
  if (shape.discriminator === undefined || !isObject(value)) return [path];
  const tag = `${path}<${String(value[shape.discriminator])}>`;
  const tagPath = `${path}${printStep(shape.discriminator)}`;
  const chosen = results.find((result) => !result.includes(tagPath));
  return chosen === undefined ? [tag] : chosen.map((one) => `${tag}${one.slice(path.length)}`);
}

function fitsText(shape: StringShape, text: string, { unknownFits }: MismatchOptions): boolean {
  if (!fitsLength(shape, text.length)) return false;
  return (shape.tests ?? []).every((test) => {
    const regex = /^regex \/(.*)\/([a-z]*)$/s.exec(test);
    return regex === null ? unknownFits : new RegExp(regex[1] ?? "", regex[2]).test(text);
  });
}

function fitsLength(bounds: { readonly minLength?: number; readonly maxLength?: number }, length: number): boolean {
  return length >= (bounds.minLength ?? 0) && length <= (bounds.maxLength ?? Number.POSITIVE_INFINITY);
}

function fitsNumber(shape: NumberShape, value: number): boolean {
  const { min, max, exclusiveMin, exclusiveMax, multipleOf = [] } = shape;
  return (
    (shape.type === "number" || Number.isSafeInteger(value)) &&
    (min === undefined || value >= min) &&
    (max === undefined || value <= max) &&
    (exclusiveMin === undefined || value > exclusiveMin) &&
    (exclusiveMax === undefined || value < exclusiveMax) &&
    multipleOf.every((step) => Number.isInteger(value / step))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
