/**
 * The REST binding of an operation: the location of each input field in a request. Compiled once
 * per operation, for both sides: the client encodes with it, the listener decodes with it.
 */

import { ServiceError } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { definitionOf, shapeOf, textKindOf, toHeaderName } from "@seamline/core/internal";
import { toContractMark } from "@seamline/core/wire";
import { createTextReader, printHeaderText, printText, readHeaderText, type TextField } from "./field-text.ts";
import { compileQuery } from "./query-binding.ts";
import { isStrict, refuseMisplaced } from "./strict-input.ts";

/** An encoded input, ready to send. */
export interface EncodedInput {
  /** The binding that encoded it. */
  readonly binding: HttpBinding;
  /** Path and query, percent-encoded, beginning with a slash. */
  readonly target: string;
  /**
   * The header fields, in the order of {@link HttpBinding.headerNames}; `undefined` where a field
   * is absent.
   */
  readonly headers: readonly (string | undefined)[];
  /** The JSON body; `undefined` if the operation has none. */
  readonly body: string | undefined;
}

/** The parts of a received request. */
export interface ArrivedInput {
  /** The path's segments, percent-decoded. */
  readonly segments: readonly string[];
  /** The text after the `?`, still encoded. */
  readonly query: string;
  /** Finds a header field by its lower-case name; `undefined` where it is absent. */
  readonly header: (name: string) => string | undefined;
  /** The parsed body; `undefined` if there is none. The binding may modify it. */
  readonly body: Record<string, unknown> | undefined;
}

/** Encodes and decodes the inputs of one operation. */
export interface HttpBinding {
  /** The operation that the binding belongs to. */
  readonly operation: Operation;
  /** The first 16 hex digits of the hash of the operation's contract, which detect skew. */
  readonly contractMark: string;
  /** `true` if any part of the input travels in the body. */
  readonly hasBody: boolean;
  /** `true` if a received body is read; one of a strict input also where it has to be empty. */
  readonly readsBody: boolean;
  /** The headers that carry input fields, lower-case. */
  readonly headerNames: readonly string[];
  /**
   * Distributes a wire value over path, query, headers and body.
   * @throws {ServiceError} `invalid_argument` for a value that its location cannot hold.
   */
  encode(input: unknown): EncodedInput;
  /**
   * Rebuilds the input. Values that do not fit are passed on, for the schema to reject.
   * @throws {ServiceError} `invalid_argument` for text that cannot be decoded.
   */
  decode(arrived: ArrivedInput): Record<string, unknown>;
}

const bindings = new WeakMap<Operation, HttpBinding>();

/** Returns the binding of an operation, compiled at the first call. */
export function bindingOf(operation: Operation): HttpBinding {
  let binding = bindings.get(operation);
  if (binding === undefined) {
    binding = compileBinding(operation);
    bindings.set(operation, binding);
  }
  return binding;
}

function compileBinding(operation: Operation): HttpBinding {
  const path = compilePath(operation);
  const query = compileQuery(operation, fieldsAt(operation, "query"));
  const headers = fieldsAt(operation, "header").map((field) => ({ ...field, header: toHeaderName(field.name) }));
  const outside = new Set(
    [...operation.fieldLocations].flatMap(([name, location]) => (location === "body" ? [] : [name])),
  );
  const hasBody = takesBody(operation, outside.size < operation.fieldLocations.size);
  const strict = isStrict(operation);
  const readsBody = hasBody || strict;
  let contractMark: string | undefined;
  const binding: HttpBinding = {
    operation,
    get contractMark() {
      contractMark ??= toContractMark(operation.contractHash);
      return contractMark;
    },
    hasBody,
    readsBody,
    headerNames: headers.map(({ header }) => header),
    encode(input) {
      const fields = input as Record<string, unknown>;
      try {
        return {
          binding,
          target: query === undefined ? path.print(fields) : path.print(fields) + query.print(fields),
          headers: headers.length === 0 ? noHeaders : headers.map(({ name }) => printHeader(fields[name])),
          body: hasBody ? JSON.stringify(outside.size === 0 ? fields : without(fields, outside)) : undefined,
        };
      } catch (reason) {
        if (!(reason instanceof URIError)) throw reason;
        throw refuse(operation, "expected text outside the body without lone surrogates, which have no UTF-8");
      }
    },
    decode({ segments, query: text, header, body }) {
      const input = readsBody && body !== undefined ? body : {};
      if (outside.size === 0 && query === undefined) return input;
      for (const name of outside) {
        if (!Object.hasOwn(input, name)) continue;
        // The body may not override fields of other locations.
        if (strict) throw refuseMisplaced(operation, name, "body");
        delete input[name];
      }
      try {
        path.read(segments, input);
        if (query !== undefined && text !== "") query.read(text, input);
        for (const field of headers) {
          const value = header(field.header);
          if (value !== undefined) input[field.name] = readHeaderText(value, field.kind, field.read);
        }
      } catch (reason) {
        if (!(reason instanceof URIError)) throw reason;
        throw refuse(operation, "expected percent escapes of UTF-8 in the query and the headers, found a broken one");
      }
      return input;
    },
  };
  return binding;
}

const noHeaders: readonly undefined[] = [];

function printHeader(value: unknown): string | undefined {
  return value === undefined ? undefined : printHeaderText(value);
}

function fieldsAt(operation: Operation, location: "path" | "query" | "header"): readonly TextField[] {
  return [...operation.fieldLocations].flatMap(([name, at]) => (at === location ? [fieldOf(operation, name)] : []));
}

function fieldOf(operation: Operation, name: string): TextField {
  const schema = shapeOf(operation.input.schema)[name];
  const kind = schema && textKindOf(schema);
  if (kind === undefined) throw new TypeError(`${operation.id}: expected the field ${name} to have a text form`);
  return { name, kind, read: createTextReader(kind) };
}

/**
 * Tests whether requests have a body. An input that allows keys beyond its shape carries them
 * there.
 */
function takesBody({ http, input, streaming }: Operation, hasBodyFields: boolean): boolean {
  if (streaming !== undefined && streaming.input !== "none") return false; // the body is the stream
  const definition = definitionOf(input.schema);
  const catchall = definition.type === "object" ? definition.catchall : undefined;
  const open = catchall !== undefined && definitionOf(catchall).type !== "never";
  return hasBodyFields || (open && http.method !== "GET" && http.method !== "DELETE");
}

interface PathBinding {
  print(fields: Record<string, unknown>): string;
  read(segments: readonly string[], input: Record<string, unknown>): void;
}

function compilePath(operation: Operation): PathBinding {
  const parts = operation.http.segments.map((segment) =>
    "literal" in segment ? segment.literal : fieldOf(operation, segment.placeholder),
  );
  if (operation.http.placeholders.length === 0) {
    const path = `/${parts.join("/")}`;
    return { print: () => path, read: () => undefined };
  }
  return {
    print(fields) {
      let path = "";
      for (const part of parts) path += `/${typeof part === "string" ? part : printSegment(operation, part, fields)}`;
      return path;
    },
    read(segments, input) {
      for (const [index, part] of parts.entries()) {
        if (typeof part !== "string") input[part.name] = part.read(segments[index] ?? "");
      }
    },
  };
}

function printSegment(operation: Operation, { name }: TextField, fields: Record<string, unknown>): string {
  const text = printText(fields[name]);
  if (text === "" || text === "." || text === "..") {
    throw refuse(operation, `${name}: expected text that can be a path segment, found ${JSON.stringify(text)}`);
  }
  return encodeURIComponent(text);
}

function without(fields: Record<string, unknown>, names: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}

function refuse(operation: Operation, message: string): ServiceError {
  return new ServiceError("invalid_argument", `${operation.id}: ${message}`, { operation: operation.id });
}
