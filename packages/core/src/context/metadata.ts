/** Metadata: named text values that a caller sends along, checked before anything is sent. */

import { isReservedHeader } from "../contract/http-words.ts";
import { ServiceError } from "../error/service-error.ts";
import { countBytes } from "../platform/bytes.ts";
import { isRecord } from "../platform/unknown-value.ts";

/** Metadata as the callee receives it: lower-case names, each with its values in order. */
export type Metadata = Readonly<Record<string, readonly string[]>>;

/** Metadata as a caller writes it. */
export type MetadataInput = Readonly<Record<string, string | readonly string[]>>;

/** No metadata. */
export const noMetadata: Metadata = Object.freeze(Object.create(null) as Record<string, readonly string[]>);

/**
 * Bytes as JSON, the form in which metadata travels: quotes and backslashes count twice. With the
 * other limits of a call this one fits into the head of a request.
 */
const maxBytes = 8 * 1024;
const maxValues = 64;
const namePattern = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;
/** Control characters, which no header and no log line may hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern matches them
const controlPattern = /[\u0000-\u001f\u007f]/;

/**
 * Checks metadata and merges it over the metadata of the surrounding call.
 * @throws {ServiceError} `invalid_argument` for a name or value that cannot travel,
 * `resource_exhausted` beyond 8,192 bytes as JSON or 64 values.
 * @example
 * ```ts
 * import { mergeMetadata } from "@seamline/core/extend";
 *
 * const inherited = mergeMetadata({}, { region: "eu" });
 * console.log(mergeMetadata(inherited, { "Batch-Id": "7" })["batch-id"]); // [ '7' ]
 * ```
 */
export function mergeMetadata(inherited: Metadata, own: MetadataInput | undefined): Metadata {
  if (own === undefined) return inherited;
  const given: Record<string, readonly string[]> = Object.create(null);
  for (const [name, value] of entriesOf(own)) {
    const lower = name.toLowerCase();
    assertName(lower);
    const values: readonly string[] = Array.isArray(value) ? copyOf(lower, value) : [value as string];
    for (const one of values) assertValue(lower, one);
    given[lower] = Object.freeze([...(given[lower] ?? []), ...values]);
  }
  const merged: Record<string, readonly string[]> = Object.assign(Object.create(null), inherited, given);
  assertSize(merged);
  return Object.freeze(merged);
}

function entriesOf(metadata: unknown): readonly (readonly [string, unknown])[] {
  let cause: unknown;
  try {
    // A text, a Map or Headers would have no entries, or others than meant.
    if (isRecord(metadata) && !(Symbol.iterator in metadata)) return Object.entries(metadata);
  } catch (reason) {
    cause = reason; // a getter that throws
  }
  throw new ServiceError("invalid_argument", "metadata: expected an object of texts by name", { cause });
}

function copyOf(name: string, values: readonly string[]): readonly string[] {
  if (values.length <= maxValues) return [...values];
  const text = `metadata ${name}: expected at most ${maxValues} values, found ${values.length}`;
  throw new ServiceError("resource_exhausted", text);
}

/** True for a name that metadata may use. */
export function isMetadataName(name: string): boolean {
  return namePattern.test(name) && !isReservedHeader(name);
}

function assertName(name: string): void {
  if (isMetadataName(name)) return;
  const rule = "lower-case letters, digits, dots and dashes, and none of the names that HTTP or Seamline reserve";
  throw new ServiceError("invalid_argument", `metadata name ${JSON.stringify(name.slice(0, 64))}: expected ${rule}`);
}

function assertValue(name: string, value: unknown): void {
  if (typeof value === "string" && !controlPattern.test(value)) return;
  const found = typeof value === "string" ? "a control character" : typeof value;
  throw new ServiceError(
    "invalid_argument",
    `metadata ${name}: expected text without control characters, found ${found}`,
  );
}

function assertSize(metadata: Metadata): void {
  let count = 0;
  for (const values of Object.values(metadata)) count += values.length;
  const bytes = countBytes(JSON.stringify(metadata));
  if (bytes > maxBytes || count > maxValues) {
    const limit = `at most ${maxBytes} bytes as JSON in ${maxValues} values`;
    throw new ServiceError("resource_exhausted", `metadata: expected ${limit}, found ${bytes} bytes in ${count}`);
  }
}
