/** The fields of one operation that travel in the query, written and read. */

import { ServiceError } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { printText, type ReadText, type TextField } from "./field-text.ts";
import { parseQuery, printQueryList, type Query } from "./query-text.ts";
import { isStrict, refuseMisplaced, refuseUnknown } from "./strict-input.ts";

/** Writes and reads the query of one operation. */
export interface QueryBinding {
  /**
   * Writes the fields with the `?`; empty text if none is set.
   * @throws {URIError} for a lone surrogate, which has no UTF-8.
   */
  print(fields: Readonly<Record<string, unknown>>): string;
  /**
   * Reads the fields into an input. Values that do not fit are passed on, for the schema to reject.
   * @throws {URIError} for a broken percent escape.
   * @throws {ServiceError} `invalid_argument` for keys that the input refuses.
   */
  read(text: string, input: Record<string, unknown>): void;
}

/** Compiles the query of an operation; `undefined` if whatever is in it is ignored. */
export function compileQuery(operation: Operation, fields: readonly TextField[]): QueryBinding | undefined {
  const strict = isStrict(operation);
  if (fields.length === 0 && !strict) return undefined;
  const written = fields.map(({ name }) => ({ name, key: encodeURIComponent(name) }));
  const names = new Set(fields.map(({ name }) => name));
  return {
    print(values) {
      let text = "";
      for (const { name, key } of written) {
        const value = values[name];
        if (value !== undefined) text += `${text === "" ? "?" : "&"}${printPair(key, value)}`;
      }
      return text;
    },
    read(text, input) {
      const query = parseQuery(text);
      assertFlat(operation, query);
      if (strict) assertKnown(operation, query, names);
      for (const field of fields) {
        const values = query.get(field.name);
        if (values !== undefined) input[field.name] = readValues(field, values);
      }
    },
  };
}

function printPair(key: string, value: unknown): string {
  if (!Array.isArray(value)) return `${key}=${encodeURIComponent(printText(value))}`;
  return printQueryList(
    key,
    value.map((item) => encodeURIComponent(printText(item))),
  );
}

function readValues({ kind, read }: TextField, values: readonly (string | undefined)[]): unknown {
  const [first, ...more] = values;
  if (!kind.list && more.length === 0) return read(first ?? "");
  const isEmptyList = more.length === 0 && (first === undefined || (first === "" && !kind.emptyText));
  return kind.list && isEmptyList ? [] : values.map(readOr(read));
}

function readOr(read: ReadText): (value: string | undefined) => unknown {
  return (value) => read(value ?? "");
}

/**
 * Other unknown keys are ignored, as in bodies, unless the input is strict; these have a meaning
 * that a query here never has.
 */
function assertFlat(operation: Operation, query: Query): void {
  for (const name of query.keys()) {
    if (operation.fieldLocations.has(name) || !(name.includes("[") || name === "__proto__")) continue;
    const text = `${operation.id}: expected flat query keys, found brackets or __proto__ in one`;
    throw new ServiceError("invalid_argument", text, { operation: operation.id });
  }
}

function assertKnown(operation: Operation, query: Query, names: ReadonlySet<string>): void {
  let unknown = 0;
  for (const name of query.keys()) {
    if (names.has(name)) continue;
    if (operation.fieldLocations.has(name)) throw refuseMisplaced(operation, name, "query");
    unknown += 1;
  }
  if (unknown > 0) throw refuseUnknown(operation, unknown, [...names]);
}
