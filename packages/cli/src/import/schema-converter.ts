/** Schemas of a document as zod expressions. */

import { isRecord } from "@seamline/core/internal";
import type { Components } from "./components.ts";
import type { Converter, Direction } from "./conversion.ts";
import { readText } from "./conversion.ts";
import { convertAllOf } from "./convert-all-of.ts";
import { convertArray } from "./convert-array.ts";
import { convertObject } from "./convert-object.ts";
import { convertNumber, convertString } from "./convert-scalar.ts";
import { convertUnion } from "./convert-union.ts";
import { convertValues } from "./convert-values.ts";
import type { Documents, Place } from "./documents.ts";
import { type Choice, type ChoiceOption, type Expression, list, method, value, zod } from "./expression.ts";
import { Refusal, type Report } from "./finding.ts";
import {
  has,
  impliedKinds,
  isNullable,
  restricts,
  type SchemaObject,
  schemasAt,
  typesOf,
  valuesOf,
} from "./schema-reader.ts";
import { reportSubtypes } from "./union-tag.ts";
import { findWellKnown } from "./well-known.ts";

/** Levels of schemas inside schemas, at most. */
const maxLevels = 60;

/** Schemas converted, at most: references are converted once, so only repetition reaches it. */
const maxSchemas = 300_000;

/** Keywords that no zod schema has, with what a value may then be. */
const unsupported: Readonly<Record<string, string>> = {
  not: "values that it excludes are taken",
  if: "it is not checked, nor are then and else",
  dependentRequired: "it is not checked",
  dependentSchemas: "it is not checked",
  dependencies: "it is not checked",
  $dynamicRef: "it is not followed; any value is taken",
  $recursiveRef: "it is not followed; any value is taken",
};

/** Converts schemas; {@link Components} keeps those that are declared by name. */
export class SchemaConverter implements Converter {
  readonly documents: Documents;
  readonly report: Report;
  readonly #components: Components;
  /** The choices to make. */
  readonly choices: Choice[] = [];
  #levels = 0;
  #schemas = 0;

  constructor(documents: Documents, report: Report, components: Components) {
    this.documents = documents;
    this.report = report;
    this.#components = components;
  }

  /** Converts a schema with its description. @throws {Refusal} */
  convert(place: Place, direction: Direction): Expression {
    const expression = this.convertBare(place, direction);
    const text = isRecord(place.value) && !has(place.value, "$ref") ? readText(place.value.description) : undefined;
    return text === undefined ? expression : method(expression, "describe", value(text));
  }

  /** Converts a schema without its description. @throws {Refusal} */
  convertBare(place: Place, direction: Direction): Expression {
    this.#levels += 1;
    this.#schemas += 1;
    try {
      if (this.#levels > maxLevels) throw new Refusal(place.pointer, `schemas nest deeper than ${maxLevels} levels`);
      if (this.#schemas > maxSchemas) throw new Refusal(place.pointer, `more than ${maxSchemas} schemas`);
      return this.#convert(place, direction);
    } finally {
      this.#levels -= 1;
    }
  }

  /** Converts schemas that a value must all fit. @throws {Refusal} */
  convertAll(place: Place, parts: readonly Place[], direction: Direction): Expression {
    return convertAllOf(this, place, parts, direction);
  }

  /** Adds a choice, to be made once all components are known. */
  choose(...options: readonly ChoiceOption[]): Expression {
    const choice: Choice = { kind: "choice", options, chosen: 0 };
    this.choices.push(choice);
    return choice;
  }

  /** Refers to the declaration of a schema; it is converted later. */
  refer(target: Place, direction: Direction): Expression {
    return this.#components.refer(target, direction);
  }

  #convert(place: Place, direction: Direction): Expression {
    const { value: schema, pointer } = place;
    this.report.visit(pointer);
    if (schema === true) return zod("json");
    if (schema === false || isNever(schema)) return zod("never");
    if (!isRecord(schema)) {
      this.report.add("widened", pointer, "expected a schema, found none; any JSON value is taken");
      return zod("json");
    }
    if (typeof schema.$ref === "string") return this.#convertReference(place, schema, direction);
    for (const [keyword, effect] of Object.entries(unsupported)) {
      if (has(schema, keyword)) this.report.add("widened", pointer, `${keyword} has no form in zod: ${effect}`);
    }
    const known = findWellKnown(schema);
    if (known !== undefined) return known;
    const bare = this.#convertTypes(place, schema, direction);
    return this.#isNullable(place, schema) ? method(bare, "nullable") : bare;
  }

  #convertReference(place: Place, schema: SchemaObject, direction: Direction): Expression {
    const { pointer } = place;
    const { $ref, ...siblings } = schema;
    const followed = this.documents.follow(place);
    const target = this.refer(followed, direction);
    reportSubtypes(this, followed);
    if (this.documents.isOld) {
      if (siblings.nullable !== true) return target; // 3.0 ignores what stands beside a reference
      this.report.add(
        "widened",
        pointer,
        "nullable beside $ref is ignored by OpenAPI 3.0; null is taken, as was meant",
      );
      return method(target, "nullable");
    }
    if (!restricts(siblings)) return target;
    return convertAllOf(
      this,
      place,
      [
        { value: { $ref }, pointer },
        { value: siblings, pointer },
      ],
      direction,
    );
  }

  /** True if `null` is taken, apart from unions with it. Reports where only the author meant it. */
  #isNullable({ pointer }: Place, schema: SchemaObject): boolean {
    const values = valuesOf(schema);
    if (values?.includes(null) === true) {
      return typesOf(schema) === undefined || isNullable(schema) || has(schema, "const");
    }
    if (!isNullable(schema)) return false;
    if (values !== undefined && !this.documents.isOld && schema.nullable !== true) {
      this.report.add("widened", pointer, "null is one of the types, but none of the values; it is taken");
    } else if (values !== undefined) {
      this.report.add("widened", pointer, "nullable beside an enum without null; null is taken, as was meant");
    } else if (schema.nullable === true && !this.documents.isOld) {
      this.report.add("widened", pointer, "nullable is a word of OpenAPI 3.0; null is taken, as was meant");
    } else if (schema.nullable === true && ["allOf", "anyOf", "oneOf"].some((keyword) => has(schema, keyword))) {
      this.report.add("widened", pointer, "nullable beside a combination of schemas; null is taken, as was meant");
    }
    return !(typesOf(schema) === undefined && !restricts({ ...schema, nullable: undefined }));
  }

  #convertTypes(place: Place, schema: SchemaObject, direction: Direction): Expression {
    const { pointer } = place;
    const values = valuesOf(schema);
    if (values !== undefined) return convertValues(this, place, schema, values);
    const { allOf, ...rest } = schema;
    if (Array.isArray(allOf)) {
      const parts = schemasAt(place, "allOf").filter((part) => restricts(part.value) || part.value === true);
      const own: Place = { value: { ...rest, nullable: undefined, description: undefined }, pointer };
      return convertAllOf(this, place, restricts(own.value) ? [...parts, own] : parts, direction);
    }
    if (Array.isArray(schema.oneOf) || Array.isArray(schema.anyOf)) return convertUnion(this, place, schema, direction);
    const types = typesOf(schema);
    if (types?.length === 0) return zod("null");
    if (types !== undefined) return this.#convertEach(place, schema, types, direction);
    const [implied, ...others] = impliedKinds(schema);
    if (implied === undefined) return zod("json");
    if (others.length > 0) {
      this.report.add("narrowed", pointer, `no type; taken for ${implied} by the first of its keywords`);
    } else this.report.add("narrowed", pointer, `no type; its keywords are about ${implied}s, others are refused`);
    return this.#convertEach(place, schema, [implied], direction);
  }

  #convertEach(place: Place, schema: SchemaObject, types: readonly string[], direction: Direction): Expression {
    const distinct = types.filter((type) => type !== "integer" || !types.includes("number"));
    const [first, ...others] = distinct.map((type) => this.#convertType(place, schema, type, direction));
    if (first === undefined || others.length === 0) return first ?? zod("json");
    return zod("union", list([first, ...others]));
  }

  #convertType(place: Place, schema: SchemaObject, type: string, direction: Direction): Expression {
    switch (type) {
      case "string":
        return convertString(this, place, schema);
      case "number":
      case "integer":
        return convertNumber(this, place, schema, type);
      case "boolean":
        return zod("boolean");
      case "array":
        return convertArray(this, place, schema, direction);
      case "object":
        return convertObject(this, place, schema, direction);
      default:
        this.report.add(
          "widened",
          place.pointer,
          `expected a type of JSON Schema, found ${JSON.stringify(type)}; any JSON value is taken`,
        );
        return zod("json");
    }
  }
}

/** `{ not: {} }`, which no value fits. */
function isNever(schema: unknown): boolean {
  return isRecord(schema) && (schema.not === true || (isRecord(schema.not) && Object.keys(schema.not).length === 0));
}
