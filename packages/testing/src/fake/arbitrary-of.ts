/**
 * From a schema to the arbitrary of its values. A walk over the schema: checks are folded into what is drawn wherever an arbitrary
 * can be made of them, and what is left is kept by the schema itself, in a bounded number of tries.
 */

import { checksOf, definitionOf, isCodec, printPath, type Schema } from "@seamline/core/internal";
import fc from "fast-check";
import { z } from "zod";
import { lengthsOf } from "./checks.ts";
import { codecArbitrary } from "./codec-arbitrary.ts";
import { fits } from "./fits.ts";
import { FakeError, keepFitting, maxTries } from "./fitting.ts";
import { bigintArbitrary, dateArbitrary, numberArbitrary } from "./number-arbitraries.ts";
import { createOverrideTable, type Overrides, type OverrideTable } from "./overrides.ts";
import type { Place, Side } from "./place.ts";
import { heightOf, holdsRecursion, isRecursive } from "./recursion.ts";
import {
  arrayArbitrary,
  intersectionArbitrary,
  objectArbitrary,
  recordArbitrary,
  tupleArbitrary,
  unionArbitrary,
} from "./structure-arbitraries.ts";
import { textArbitrary } from "./text-arbitrary.ts";

/** The values to draw. */
export interface ArbitraryOptions extends Overrides {
  /** Default `domain`: what code works with. */
  readonly side?: Side;
}

/**
 * The arbitrary of a schema's values, for property tests; it shrinks as those of fast-check do.
 * @throws {FakeError} naming the path of a schema that cannot be drawn, and the override that would
 * help. A refinement that nothing fits is found when values are drawn.
 */
export function arbitraryOf<Type extends z.core.$ZodType>(
  schema: Type,
  options: ArbitraryOptions & { readonly side: "wire" },
): fc.Arbitrary<z.input<Type>>;
export function arbitraryOf<Type extends z.core.$ZodType>(
  schema: Type,
  options?: ArbitraryOptions,
): fc.Arbitrary<z.output<Type>>;
export function arbitraryOf(schema: Schema, options: ArbitraryOptions = {}): fc.Arbitrary<unknown> {
  const overrides = createOverrideTable(options);
  const arbitrary = draw(schema, { side: options.side ?? "domain", steps: [], levels: maxLevels, overrides });
  overrides.assertUsed();
  return arbitrary;
}

/** How often a value may hold one of a schema that contains itself. */
const maxLevels = 4;

interface Position {
  readonly side: Side;
  readonly steps: readonly string[];
  /** How many levels of recursion are left. */
  readonly levels: number;
  readonly overrides: OverrideTable;
}

function draw(schema: Schema, position: Position): fc.Arbitrary<unknown> {
  const path = printPath(position.steps);
  const overridden = position.overrides.find(path, schema);
  if (overridden !== undefined) return overridden;
  const levels = position.levels - (isRecursive(schema) ? 1 : 0);
  const place: Place = {
    side: position.side,
    path,
    minimal: levels <= 0,
    below: (child, step = "") => draw(child, { ...position, levels, steps: [...position.steps, step] }),
    key: (child) => draw(child, { ...position, levels, steps: [...position.steps, "(key)"] }),
    onSide: (side, child) => draw(child, { ...position, side, levels }),
  };
  const drawn = arbitraryAt(schema, place);
  if (!needsSchema(schema)) return drawn;
  const explain = (): FakeError =>
    new FakeError(
      `${path}: none of ${maxTries} drawn values fits the checks of this ${definitionOf(schema).type}; ${adviceFor(path)}`,
    );
  return keepFitting(drawn, (value) => fits(schema, position.side, value), explain);
}

/** Whether what was drawn has to be shown to the schema. */
function needsSchema(schema: Schema): boolean {
  const definition = definitionOf(schema);
  const isExclusive = definition.type === "union" && definition.inclusive === false;
  return checksOf(schema).length > 0 || shown.has(definition.type) || isExclusive;
}

const shown: ReadonlySet<string> = new Set(["pipe", "intersection", "template_literal"]);

function arbitraryAt(schema: Schema, place: Place): fc.Arbitrary<unknown> {
  const definition = definitionOf(schema);
  const checks = checksOf(schema);
  switch (definition.type) {
    case "string": {
      const text = textArbitrary(checks, (value) => fits(schema, "wire", value));
      // What a check such as trim() makes of a text is what code works with.
      const changes = checks.some(({ check }) => check === "overwrite");
      return changes && place.side === "domain" ? text.map((value) => changed(schema, value)) : text;
    }
    case "number":
      return numberArbitrary(checks);
    case "bigint":
      return bigintArbitrary(checks);
    case "date":
      return dateArbitrary(checks);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "literal":
    case "enum":
      return fc.constantFrom(...(schema._zod.values ?? []));
    case "template_literal":
      return templateArbitrary(definition, place);
    case "object":
      return objectArbitrary(definition, place);
    case "array":
      return arrayArbitrary(definition.element, lengthsOf(checks), place);
    case "tuple":
      return tupleArbitrary(definition, place);
    case "record":
      return recordArbitrary(definition, place);
    case "union":
    case "lazy":
      return assertFinite(schema, place, () => unionArbitrary(schema, place));
    case "intersection":
      return intersectionArbitrary(definition, place);
    case "optional":
      return absentOr(definition.innerType, undefined, place);
    case "nullable":
      return absentOr(definition.innerType, null, place);
    case "default":
      // A caller may leave it out; code always has it.
      return place.side === "wire"
        ? absentOr(definition.innerType, undefined, place)
        : place.below(definition.innerType);
    case "nonoptional":
      return place.below(definition.innerType).filter((value) => value !== undefined);
    case "readonly":
      return place.below(definition.innerType);
    case "pipe":
      if (isCodec(definition)) return codecArbitrary(schema, definition, place) ?? refuse(schema, place);
      return place.below(definition.out);
    case "set":
      return fc
        .uniqueArray(place.below(definition.valueType, "[]"), withoutMissing(lengthsOf(checks)))
        .map((items) => new Set(items));
    case "map": {
      const entry = fc.tuple(place.key(definition.keyType), place.below(definition.valueType, "*"));
      return fc.array(entry, withoutMissing(lengthsOf(checks))).map((entries) => new Map(entries));
    }
    default:
      return refuse(schema, place);
  }
}

function absentOr(inner: Schema, absent: undefined | null, place: Place): fc.Arbitrary<unknown> {
  const ends = heightOf(inner) === Number.POSITIVE_INFINITY || (place.minimal && holdsRecursion(inner));
  return ends ? fc.constant(absent) : fc.option(place.below(inner), { nil: absent });
}

function templateArbitrary({ parts }: z.core.$ZodTemplateLiteralDef, place: Place): fc.Arbitrary<string> {
  const texts = parts.map((part) => {
    if (typeof part !== "object" || part === null) return fc.constant(String(part));
    return place.key(part).map((value) => (value === undefined ? "" : String(value)));
  });
  return fc.tuple(...texts).map((all) => all.join(""));
}

/** Runs a text through checks that change it. One that is refused is drawn anew. */
function changed(schema: Schema, text: string): string {
  const result = z.safeParse(schema, text);
  return result.success ? String(result.data) : text;
}

function assertFinite<Value>(schema: Schema, place: Place, make: () => Value): Value {
  return heightOf(schema) === Number.POSITIVE_INFINITY ? refuse(schema, place) : make();
}

function withoutMissing({ minLength, maxLength }: ReturnType<typeof lengthsOf>): {
  minLength: number;
  maxLength?: number;
} {
  return { minLength, ...(maxLength !== undefined && { maxLength }) };
}

function refuse(schema: Schema, { path }: Place): never {
  const { type } = definitionOf(schema);
  throw new FakeError(`${path}: values of this ${type} cannot be drawn from its schema; ${adviceFor(path)}`);
}

function adviceFor(path: string): string {
  return `say what stands there: { fields: { ${JSON.stringify(path)}: … } }, a value or an arbitrary, or { types: … } by its id`;
}
