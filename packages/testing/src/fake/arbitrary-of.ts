/**
 * The arbitrary of a schema's values, built by a walk over the schema. Checks become bounds of the
 * drawn values where an arbitrary can express them; values that break the remaining checks are
 * drawn again, a bounded number of times.
 */

import { checksOf, definitionOf, isCodec, printPath, type Schema } from "@seamline/core/internal";
import { anything, assertSettings, object, oneOf, recordOf, type Setting } from "@seamline/core/settings";
import fc from "fast-check";
import { z } from "zod";
import { lengthsOf } from "./checks.ts";
import { codecArbitrary } from "./codec-arbitrary.ts";
import { fits } from "./fits.ts";
import { adviceFor, FakeError, keepFitting, maxTries } from "./fitting.ts";
import { bigintArbitrary, dateArbitrary, numberArbitrary } from "./number-arbitraries.ts";
import { createOverrideTable, type Overrides, type OverrideTable } from "./overrides.ts";
import type { Position, Side } from "./position.ts";
import { drawElse } from "./possible.ts";
import { printChecks } from "./print-checks.ts";
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
  /** The form of the values. Default `domain`, the form that code works with. */
  readonly side?: Side;
}

const arbitrarySettings = {
  side: oneOf("domain", "wire"),
  fields: recordOf("an object of values by path", anything),
  types: recordOf("an object of values by the name of a type", anything),
};
const arbitrarySetting: Setting = object(arbitrarySettings);

/** Accepts the options of a fake. */
export const fakeSetting: Setting = object({ seed: anything, ...arbitrarySettings });

/**
 * The arbitrary of a schema's values, for property tests; it shrinks as those of fast-check do.
 * @throws {FakeError} naming the path of a schema that cannot be drawn, and the override to set. A
 * refinement that no value fits is reported when values are drawn.
 * @throws {TypeError} for an unknown or invalid option.
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
  assertSettings("arbitraryOf", arbitrarySetting, options);
  const overrides = createOverrideTable(options);
  const arbitrary = draw(schema, { side: options.side ?? "domain", steps: [], levels: maxLevels, overrides });
  overrides.assertUsed();
  return arbitrary;
}

/** The levels of a recursive schema that a value may have. */
const maxLevels = 4;

interface Walk {
  readonly side: Side;
  readonly steps: readonly string[];
  /** The levels of recursion that are left. */
  readonly levels: number;
  readonly overrides: OverrideTable;
}

function draw(schema: Schema, walk: Walk): fc.Arbitrary<unknown> {
  const path = printPath(walk.steps);
  const overridden = walk.overrides.find(path, schema);
  if (overridden !== undefined) return overridden;
  const levels = walk.levels - (isRecursive(schema) ? 1 : 0);
  const position: Position = {
    side: walk.side,
    path,
    minimal: levels <= 0,
    below: (child, step = "") => draw(child, { ...walk, levels, steps: [...walk.steps, step] }),
    key: (child) => draw(child, { ...walk, levels, steps: [...walk.steps, "(key)"] }),
    onSide: (side, child) => draw(child, { ...walk, side, levels }),
  };
  const drawn = makeAt(schema, position);
  if (!needsSchema(schema)) return drawn;
  const explain = (): FakeError =>
    new FakeError(
      `${path}: none of ${maxTries} drawn values fits the checks of this ${definitionOf(schema).type}; ${adviceFor(path)}${printChecks(schema)}`,
    );
  return keepFitting(drawn, (value) => fits(schema, walk.side, value), explain);
}

/** Returns `true` if drawn values may break the schema and must be parsed by it. */
function needsSchema(schema: Schema): boolean {
  const definition = definitionOf(schema);
  const isExclusive = definition.type === "union" && definition.inclusive === false;
  return checksOf(schema).length > 0 || parsed.has(definition.type) || isExclusive;
}

const parsed: ReadonlySet<string> = new Set(["pipe", "intersection", "template_literal"]);

/** Turns errors of fast-check, as for a text of at least 5 and at most 3 characters, into ours. */
function makeAt(schema: Schema, position: Position): fc.Arbitrary<unknown> {
  try {
    return arbitraryAt(schema, position);
  } catch (reason) {
    if (reason instanceof FakeError) throw reason;
    const text = `${position.path}: no value fits the checks of this ${definitionOf(schema).type}; ${adviceFor(position.path)}${printChecks(schema)}`;
    throw Object.assign(new FakeError(text), { cause: reason });
  }
}

function arbitraryAt(schema: Schema, position: Position): fc.Arbitrary<unknown> {
  const definition = definitionOf(schema);
  const checks = checksOf(schema);
  switch (definition.type) {
    case "string": {
      const text = textArbitrary(checks, (value) => fits(schema, "wire", value));
      // Code works with the text after checks such as trim() have changed it.
      const changes = checks.some(({ check }) => check === "overwrite");
      return changes && position.side === "domain" ? text.map((value) => changed(schema, value)) : text;
    }
    case "number":
      return numberArbitrary(checks) ?? refuseChecks(schema, position);
    case "bigint":
      return bigintArbitrary(checks) ?? refuseChecks(schema, position);
    case "date":
      return dateArbitrary(checks) ?? refuseChecks(schema, position);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "literal":
    case "enum":
      return fc.constantFrom(...(schema._zod.values ?? []));
    case "template_literal":
      return templateArbitrary(definition, position);
    case "object":
      return objectArbitrary(definition, position);
    case "array":
      return arrayArbitrary(definition.element, lengthsOf(checks), position);
    case "tuple":
      return tupleArbitrary(definition, position);
    case "record":
      return recordArbitrary(definition, position);
    case "union":
    case "lazy":
      return assertFinite(schema, position, () =>
        unionArbitrary(schema, position, (reasons) => explainUnion(schema, position, reasons)),
      );
    case "intersection":
      return intersectionArbitrary(definition, position);
    case "optional":
      return absentOr(definition.innerType, undefined, position);
    case "nullable":
      return absentOr(definition.innerType, null, position);
    case "default":
      // Optional on the wire, always present in the domain.
      return position.side === "wire"
        ? absentOr(definition.innerType, undefined, position)
        : position.below(definition.innerType);
    case "nonoptional":
      return keepFitting(
        position.below(definition.innerType),
        (value) => value !== undefined,
        () => new FakeError(`${position.path}: no value but undefined can be drawn; ${adviceFor(position.path)}`),
      );
    case "readonly":
      return position.below(definition.innerType);
    case "pipe":
      if (isCodec(definition)) return codecArbitrary(schema, definition, position) ?? refuse(schema, position);
      return position.below(definition.out);
    case "set":
      return optionalItems(lengthsOf(checks), () =>
        fc.uniqueArray(position.below(definition.valueType, "[]"), withoutMissing(lengthsOf(checks))),
      ).map((items) => new Set(items));
    case "map": {
      const entry = (): fc.Arbitrary<unknown> =>
        fc.tuple(position.key(definition.keyType), position.below(definition.valueType, "*"));
      return optionalItems(lengthsOf(checks), () => fc.array(entry(), withoutMissing(lengthsOf(checks)))).map(
        (entries) => new Map(entries as [unknown, unknown][]),
      );
    }
    default:
      return refuse(schema, position);
  }
}

function absentOr(inner: Schema, absent: undefined | null, position: Position): fc.Arbitrary<unknown> {
  const ends = heightOf(inner) === Number.POSITIVE_INFINITY || (position.minimal && holdsRecursion(inner));
  if (ends) return fc.constant(absent);
  return drawElse(() => fc.option(position.below(inner), { nil: absent }), fc.constant(absent));
}

/** Items, or none where there may be none and none can be drawn. */
function optionalItems(
  { minLength }: ReturnType<typeof lengthsOf>,
  make: () => fc.Arbitrary<unknown[]>,
): fc.Arbitrary<unknown[]> {
  if (minLength > 0) return make();
  return drawElse(make, fc.constant([])) as fc.Arbitrary<unknown[]>;
}

function templateArbitrary({ parts }: z.core.$ZodTemplateLiteralDef, position: Position): fc.Arbitrary<string> {
  const texts = parts.map((part) => {
    if (typeof part !== "object" || part === null) return fc.constant(String(part));
    return position.key(part).map((value) => (value === undefined ? "" : String(value)));
  });
  return fc.tuple(...texts).map((all) => all.join(""));
}

/**
 * Applies the checks that change a text. A refused text stays as drawn, and is drawn again later.
 */
function changed(schema: Schema, text: string): string {
  const result = z.safeParse(schema, text);
  return result.success ? String(result.data) : text;
}

function assertFinite<Value>(schema: Schema, position: Position, make: () => Value): Value {
  return heightOf(schema) === Number.POSITIVE_INFINITY ? refuse(schema, position) : make();
}

function withoutMissing({ minLength, maxLength }: ReturnType<typeof lengthsOf>): {
  minLength: number;
  maxLength?: number;
} {
  return { minLength, ...(maxLength !== undefined && { maxLength }) };
}

function refuseChecks(schema: Schema, { path }: Position): never {
  throw new FakeError(
    `${path}: no value fits the checks of this ${definitionOf(schema).type}; ${adviceFor(path)}${printChecks(schema)}`,
  );
}

function explainUnion(schema: Schema, { path }: Position, reasons: readonly FakeError[]): FakeError {
  const advice = `; ${adviceFor(path)}`;
  const found = reasons.map(({ message }) => message.replaceAll(/; override it: .*? by its id/g, ""));
  const text = `${path}: values of this ${definitionOf(schema).type} cannot be drawn, for no option has one`;
  return new FakeError(`${text}${found.length === 0 ? "" : ` (${found.join("; ")})`}${advice}`);
}

function refuse(schema: Schema, { path }: Position): never {
  const { type } = definitionOf(schema);
  throw new FakeError(`${path}: values of this ${type} cannot be drawn from its schema; ${adviceFor(path)}`);
}
