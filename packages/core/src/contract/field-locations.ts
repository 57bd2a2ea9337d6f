/**
 * The location of each field of an operation's flat input in a request: path, query, header or
 * body.
 */

import { definitionOf, isCodec, type Schema } from "../schema/schema-node.ts";
import type { FieldLocation, HttpRoute } from "./http-route.ts";
import { isReservedFieldHeader, toHeaderName } from "./http-words.ts";

const headerPattern = /^[a-z0-9][a-z0-9-]*$/;

/** The fields that an operation places by name. */
interface ExplicitLocations {
  readonly header?: readonly string[];
  readonly query?: readonly string[];
}

/**
 * Binds the fields of an input: placeholders by name, then `explicit`; the rest goes to the query
 * for GET and DELETE, to the JSON body otherwise. Adds a fault for every field that cannot travel
 * in its location.
 */
export function bindFields(
  shape: Readonly<Record<string, Schema>>,
  http: HttpRoute,
  explicit: ExplicitLocations,
  at: string,
  faults: string[],
): ReadonlyMap<string, FieldLocation> {
  for (const name of http.placeholders) {
    if (!Object.hasOwn(shape, name)) faults.push(`${at}.http: the placeholder {${name}} has no field in the input`);
  }
  addLocationFaults(shape, http, explicit, at, faults);
  const rest: FieldLocation = http.method === "GET" || http.method === "DELETE" ? "query" : "body";
  const locations = new Map<string, FieldLocation>();
  for (const [name, schema] of Object.entries(shape)) {
    const location = http.placeholders.includes(name)
      ? "path"
      : explicit.header?.includes(name)
        ? "header"
        : explicit.query?.includes(name)
          ? "query"
          : rest;
    locations.set(name, location);
    const fault = location === "body" ? undefined : (textFault(schema, location) ?? headerFault(name, location));
    if (fault !== undefined) faults.push(`${at}.input.${name}: ${fault}`);
  }
  addSharedHeaders(locations, at, faults);
  return locations;
}

/** Each listed field is one of the input, and has one location. */
function addLocationFaults(
  shape: Readonly<Record<string, Schema>>,
  http: HttpRoute,
  explicit: ExplicitLocations,
  at: string,
  faults: string[],
): void {
  const listed = new Map<string, string>();
  for (const [location, names] of Object.entries(explicit)) {
    for (const name of names ?? []) {
      const field = JSON.stringify(name);
      const former = listed.get(name);
      listed.set(name, location);
      const fault = !Object.hasOwn(shape, name)
        ? `the input has no field ${field}`
        : http.placeholders.includes(name)
          ? `${field} is in the path, as {${name}}; leave it out of in.${location}`
          : former === location
            ? `${field} is listed twice; list it once`
            : former !== undefined && `${field} is in in.${former}, too; a field has one location, list it in one`;
      if (fault) faults.push(`${at}.in.${location}: ${fault}`);
    }
  }
}

function textFault(schema: Schema, location: FieldLocation): string | undefined {
  if (location === "path" && schema._zod.optin === "optional") return "a path placeholder cannot be optional";
  const kind = textKindOf(schema);
  if (kind === undefined) {
    return `a ${location} field must be a string, number, boolean, enum or literal${location === "path" ? "" : ", or an array of them"}; use POST for anything larger`;
  }
  return kind.list && location === "path" ? "a path placeholder holds one value, found an array" : undefined;
}

function headerFault(name: string, location: FieldLocation): string | undefined {
  if (location !== "header") return undefined;
  const header = JSON.stringify(toHeaderName(name));
  const next = "rename the field or leave it out of in.header";
  if (isReservedFieldHeader(toHeaderName(name))) return `the header ${header} is not free; ${next}`;
  return headerPattern.test(toHeaderName(name))
    ? undefined
    : `expected a header of letters, digits and hyphens, as proxies drop others, found ${header}; ${next}`;
}

/** Two fields in one header could not be told apart. */
function addSharedHeaders(locations: ReadonlyMap<string, FieldLocation>, at: string, faults: string[]): void {
  const owners = new Map<string, string>();
  for (const [name, location] of locations) {
    if (location !== "header") continue;
    const header = toHeaderName(name);
    const owner = owners.get(header);
    if (owner === undefined) owners.set(header, name);
    else faults.push(`${at}.in.header: ${owner} and ${name} share the header ${header}; rename one of them`);
  }
}

/** The text form of a field. */
export interface TextKind {
  /** The JSON types of the value, by which its text is read back. */
  readonly types: ReadonlySet<"string" | "number" | "boolean">;
  readonly list: boolean;
  /** Empty text can be a value, or an element of the list. */
  readonly emptyText: boolean;
}

/** The text form of a field outside the body; `undefined` if it has none, as `null` has none. */
export function textKindOf(schema: Schema): TextKind | undefined {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "string":
    case "template_literal":
      return one("string");
    case "number":
      return one("number");
    case "boolean":
      return one("boolean");
    case "enum":
      return ofValues(Object.values(definition.entries));
    case "literal":
      return ofValues(definition.values);
    case "optional":
    case "default":
    case "readonly":
    case "nonoptional":
      return textKindOf(definition.innerType);
    case "pipe":
      return textKindOf(isCodec(definition) ? definition.in : definition.out);
    case "union":
      return ofOptions(definition.options);
    case "array": {
      const element = textKindOf(definition.element);
      return element === undefined || element.list ? undefined : { ...element, list: true };
    }
    default:
      return undefined;
  }
}

function one(type: "string" | "number" | "boolean"): TextKind {
  return { types: new Set([type]), list: false, emptyText: type === "string" };
}

function ofValues(values: readonly unknown[]): TextKind | undefined {
  const found = values.map((value) => typeof value);
  const textual = found.filter((type) => type === "string" || type === "number" || type === "boolean");
  const types = new Set(textual);
  return textual.length === found.length && isReadable(types)
    ? { types, list: false, emptyText: values.includes("") }
    : undefined;
}

function ofOptions(options: readonly Schema[]): TextKind | undefined {
  const kinds = options.map(textKindOf);
  if (!kinds.every((kind) => kind !== undefined && !kind.list)) return undefined;
  const types = new Set(kinds.flatMap((kind) => [...(kind?.types ?? [])]));
  const emptyText = kinds.some((kind) => kind?.emptyText === true);
  return isReadable(types) ? { types, list: false, emptyText } : undefined;
}

/** "1" could be text or a number: a field that may be either cannot be read back. */
function isReadable(types: ReadonlySet<string>): boolean {
  return !types.has("string") || types.size === 1;
}
