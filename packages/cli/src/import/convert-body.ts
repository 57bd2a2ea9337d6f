/** Request bodies: the other fields of an operation's flat input. */

import { isRecord } from "@seamline/core/internal";
import type { Converter } from "./conversion.ts";
import { convertFields } from "./convert-object.ts";
import { below, type Place } from "./documents.ts";
import { call, type Expression, fields, method, type ObjectEntry, zod } from "./expression.ts";
import { Refusal } from "./finding.ts";
import { chooseContent, findStreamItem } from "./media-types.ts";
import { type ObjectParts, readObject } from "./object-parts.ts";
import { isNull, schemasAt } from "./schema-reader.ts";
import { reportSubtypes } from "./union-tag.ts";

/** What a body adds to the input. */
export type ImportedBody =
  /** A stream, which is the whole input. */
  | { readonly kind: "stream"; readonly expression: Expression }
  | {
      readonly kind: "fields";
      /** The names that parameters may not have. */
      readonly names: readonly string[];
      /** Builds the input from the body and the fields of the parameters. */
      readonly withParameters: (entries: readonly ObjectEntry[]) => Expression;
    };

/** Converts a request body. @throws {Refusal} */
export function convertBody(converter: Converter, given: Place): ImportedBody {
  const { documents, report } = converter;
  const place = documents.follow(given);
  report.visit(place.pointer);
  const chosen = chooseContent(converter, place, "request");
  if (chosen.form === "bytes") return { kind: "stream", expression: call("bytes") };
  if (chosen.form === "lines") {
    const item = findStreamItem(chosen.schema);
    if (item === undefined)
      report.add("approximated", chosen.schema.pointer, "the schema is taken for that of one line");
    return { kind: "stream", expression: call("stream", converter.convert(item ?? chosen.schema, "given")) };
  }
  if (chosen.form !== "json")
    throw new Refusal(place.pointer, `the body is ${chosen.type}; a contract has bodies of JSON and of bytes`);
  const isRequired = isRecord(place.value) && place.value.required === true;
  const schema = withoutNull(chosen.schema);
  if (schema !== chosen.schema || !isRequired)
    report.add(
      "narrowed",
      place.pointer,
      "the body may be absent or null; a contract sends an object, an empty one at least",
    );
  return convertFieldsOf(converter, schema);
}

function convertFieldsOf(converter: Converter, schema: Place): ImportedBody {
  const { documents, report } = converter;
  const target = documents.follow(schema);
  if (target.value === true || (isRecord(target.value) && Object.keys(target.value).length === 0)) {
    report.add("narrowed", schema.pointer, "the body is any JSON value; a contract sends an object");
    return openBody(zod("json"));
  }
  const parts = readObject(schema, documents);
  if (parts === undefined)
    throw new Refusal(schema.pointer, "the body is no object of named fields, which the input of an operation is");
  if (parts.fields.size === 0 && parts.required.size === 0 && parts.rules.every(({ rest }) => rest !== false)) {
    report.visit(schema.pointer);
    const [rule] = parts.rules;
    const rest = rule?.rest;
    return openBody(rest === undefined || rest === false ? zod("json") : converter.convert(rest, "given"));
  }
  const names = [...parts.fields.keys()];
  const isReference = isRecord(schema.value) && typeof schema.value.$ref === "string";
  const isOpen = parts.rules.every(({ rest }) => rest === undefined);
  if (isReference && isOpen) {
    const reference = converter.refer(target, "given");
    reportSubtypes(converter, target);
    const extend = (entries: readonly ObjectEntry[]): Expression =>
      entries.length === 0 ? reference : method(reference, "extend", fields(entries));
    return { kind: "fields", names, withParameters: extend };
  }
  report.visit(schema.pointer);
  const own = convertFields(converter, schema, parts, "given", names);
  return {
    kind: "fields",
    names,
    withParameters: (entries) => printInput(converter, schema, parts, [...entries, ...own]),
  };
}

function printInput(
  converter: Converter,
  place: Place,
  parts: ObjectParts,
  entries: readonly ObjectEntry[],
): Expression {
  if (parts.rules.some(({ rest }) => rest === false)) return zod("strictObject", fields(entries));
  const rests = parts.rules.flatMap(({ rest }) => (rest === undefined || rest === false ? [] : [rest]));
  const object = zod("object", fields(entries));
  return rests.length === 0 ? object : method(object, "catchall", converter.convertAll(place, rests, "given"));
}

function openBody(values: Expression): ImportedBody {
  return {
    kind: "fields",
    names: [],
    withParameters: (entries) => method(zod("object", fields(entries)), "catchall", values),
  };
}

/** The one option beside `null`. */
function withoutNull(schema: Place): Place {
  const options = schemasAt(schema, "anyOf");
  const left = options.filter((option) => !isNull(option.value));
  const [only = schema, ...others] = left;
  return others.length === 0 && left.length < options.length ? only : schema;
}

/** The request body of an operation; `undefined` if it has none. */
export function bodyOf(operation: Place): Place | undefined {
  if (!isRecord(operation.value) || operation.value.requestBody === undefined) return undefined;
  return { value: operation.value.requestBody, pointer: below(operation.pointer, "requestBody") };
}
