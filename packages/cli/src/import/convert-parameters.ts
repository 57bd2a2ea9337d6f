/** Parameters: fields of the input that travel in the path, the query or a header. */

import { fieldsOf, isRecord, textKindOf, toHeaderName } from "@seamline/core/internal";
import { z } from "zod";
import type { Converter } from "./conversion.ts";
import { readText } from "./conversion.ts";
import { addAbsence, findDefault } from "./convert-object.ts";
import { below, type Place } from "./documents.ts";
import { findFaults, isSchema } from "./evaluate.ts";
import { type Expression, method, type ObjectEntry, value, zod } from "./expression.ts";
import { Refusal } from "./finding.ts";
import { readObject } from "./object-parts.ts";
import { isNull, kindsOf, type SchemaObject, schemasAt } from "./schema-reader.ts";

/** A field of the input, and where it travels. */
export interface ParameterField extends ObjectEntry {
  readonly in: "path" | "query" | "header";
  /** The name in the document. */
  readonly parameter: string;
}

/** Headers that OpenAPI has other words for. */
const ignoredHeaders: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** Collects the parameters of a path and of its operation, which come first. */
export function collectParameters(converter: Converter, lists: readonly (readonly Place[])[]): readonly Place[] {
  const byKey = new Map<string, Place>();
  for (const list of lists) {
    for (const given of list) {
      const place = converter.documents.follow(given);
      if (!isRecord(place.value)) continue;
      byKey.set(`${String(place.value.in)} ${String(place.value.name)}`, place);
    }
  }
  return [...byKey.values()];
}

/** Converts one parameter; an object in the query is a field for each property. @throws {Refusal} */
export function convertParameter(converter: Converter, place: Place): readonly ParameterField[] {
  const { report } = converter;
  const parameter = fieldsOf(place.value);
  const { in: location, name } = parameter;
  const isRequired = parameter.required === true || location === "path";
  const leaveOut = (reason: string): readonly ParameterField[] => {
    const text = `the ${String(location)} parameter ${JSON.stringify(name)} ${reason}`;
    if (isRequired) throw new Refusal(place.pointer, text);
    report.add("narrowed", place.pointer, `${text}; it is left out`);
    return [];
  };
  if (typeof name !== "string" || name === "" || name === "__proto__")
    return leaveOut("has no name that a field can have");
  if (location === "cookie") return leaveOut("travels in a cookie, which a contract has no place for");
  if (location !== "path" && location !== "query" && location !== "header")
    return leaveOut("is in none of path, query and header");
  if (location === "header" && ignoredHeaders.has(name.toLowerCase())) return [];
  report.visit(place.pointer);
  if (isRecord(parameter.content)) return leaveOut("is a JSON text in the URL, which a contract has no form for");
  if (location === "header" && !isFreeHeader(name))
    return leaveOut("is a header that HTTP or Seamline uses, or that proxies drop");
  const { style } = parameter;
  if (location === "path" && style !== undefined && style !== "simple")
    return leaveOut(`has the style ${String(style)}`);
  const schema = withoutNull(converter, { value: parameter.schema ?? {}, pointer: below(place.pointer, "schema") });
  const kinds = kindsOf(schema, converter.documents);
  if (kinds.size === 1 && kinds.has("object")) return convertObjectParameter(converter, parameter, schema, leaveOut);
  const isList = kinds.size === 1 && kinds.has("array");
  const bare = isList
    ? convertList(converter, place, parameter, schema)
    : convertText(converter, place, schema, location === "path");
  const key = location === "header" ? toHeaderField(name) : name;
  return [{ key, in: location, parameter: name, value: finish(converter, place, parameter, schema, bare, isRequired) }];
}

function finish(
  converter: Converter,
  place: Place,
  parameter: SchemaObject,
  schema: Place,
  bare: Expression,
  isRequired: boolean,
): Expression {
  const own = isRecord(schema.value) ? schema.value : undefined;
  const target = converter.documents.follow(schema).value;
  const given = findDefault(own, isRecord(target) ? target : undefined);
  const isSendable = given !== null && (typeof given !== "object" || Array.isArray(given));
  const whole = isRequired ? bare : addAbsence(converter, place.pointer, bare, isSendable ? given : undefined);
  const text = readText(parameter.description) ?? readText(own?.description);
  if (parameter.deprecated === true)
    return method(whole, "meta", value({ ...(text !== undefined && { description: text }), deprecated: true }));
  return text === undefined ? whole : method(whole, "describe", value(text));
}

/** Text has no form for `null`: it is the absence of the parameter. */
function withoutNull(converter: Converter, place: Place): Place {
  const target = converter.documents.follow(place);
  const { value: schema } = target;
  if (!isRecord(schema)) return place;
  for (const keyword of ["anyOf", "oneOf"]) {
    const options = schemasAt(target, keyword);
    const left = options.filter((option) => !isNull(option.value));
    const [only, ...others] = left;
    if (only === undefined || left.length === options.length) continue;
    if (others.length === 0) {
      const { [keyword]: _all, title, ...beside } = schema;
      return isRecord(only.value) ? { value: { ...only.value, ...beside }, pointer: only.pointer } : only;
    }
    return { value: { ...schema, [keyword]: left.map((one) => one.value) }, pointer: target.pointer };
  }
  if (Array.isArray(schema.type) && schema.type.includes("null"))
    return { value: { ...schema, type: schema.type.filter((type) => type !== "null") }, pointer: target.pointer };
  return schema.nullable === true ? { value: { ...schema, nullable: undefined }, pointer: target.pointer } : place;
}

/** A value that its text can be read back to; any other is left to the caller as text. */
function convertText(converter: Converter, place: Place, schema: Place, isPath: boolean): Expression {
  const add = converter.report.later();
  const fits = (found: unknown): boolean => {
    const kind = isSchema(found) ? textKindOf(found) : undefined;
    return kind !== undefined && !(isPath && kind.list);
  };
  return converter.choose(
    { expression: converter.convertBare(schema, "given"), fits },
    {
      expression: zod("string"),
      report: () => add("widened", place.pointer, "its values have no text that can be read back; any text is taken"),
    },
  );
}

/** A list as a repeated key. The other styles are one text, which the caller joins. */
function convertList(converter: Converter, place: Place, parameter: SchemaObject, schema: Place): Expression {
  const { style, explode, in: location } = parameter;
  const isRepeated = location === "query" && (style === undefined || style === "form") && explode !== false;
  if (isRepeated) return convertText(converter, place, schema, false);
  const separator = style === "pipeDelimited" ? "|" : style === "spaceDelimited" ? "spaces" : "commas";
  converter.report.visit(schema.pointer);
  converter.report.add("widened", place.pointer, `a list in one text, joined by ${separator}; any text is taken`);
  return zod("string");
}

/** `filter[name]` for each property of a deepObject, the property itself for a form. */
function convertObjectParameter(
  converter: Converter,
  parameter: SchemaObject,
  schema: Place,
  leaveOut: (reason: string) => readonly ParameterField[],
): readonly ParameterField[] {
  const { style, explode, name } = parameter;
  const isDeep = style === "deepObject";
  const isForm = (style === undefined || style === "form") && explode !== false && parameter.in === "query";
  const parts = readObject(schema, converter.documents);
  if (!(isDeep || isForm) || parts === undefined || parts.fields.size === 0)
    return leaveOut("is an object, whose form a contract does not have");
  const isRequired = parameter.required === true;
  return [...parts.fields].map(([property, [first = schema]]) => {
    const field = withoutNull(converter, first);
    const kinds = kindsOf(field, converter.documents);
    const isList = kinds.size === 1 && kinds.has("array") && !isDeep;
    const bare = isList ? convertText(converter, field, field, false) : convertText(converter, field, field, true);
    const isNeeded = isRequired && parts.required.has(property);
    const expression = finish(converter, field, {}, field, bare, isNeeded);
    if (parts.required.has(property) && !isRequired)
      converter.report.add(
        "widened",
        field.pointer,
        "a property that is required if the whole parameter is there may be left out alone",
      );
    return {
      key: isDeep ? `${String(name)}[${property}]` : property,
      in: "query",
      parameter: String(name),
      value: expression,
    };
  });
}

/** `X-Request-ID` → `xRequestId`; the name itself where that would be another header. */
function toHeaderField(name: string): string {
  const lower = name.toLowerCase();
  const camel = lower.replaceAll(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  return toHeaderName(camel) === lower && /^[a-z][A-Za-z0-9]*$/.test(camel) ? camel : lower;
}

function isFreeHeader(name: string): boolean {
  const field = toHeaderField(name);
  const input = z.object({ [field]: z.string() });
  return findFaults({ http: "GET /", input, in: { header: [field] } }).length === 0;
}
