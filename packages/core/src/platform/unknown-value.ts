/** Reading values of unknown type: JSON, errors of other libraries, results of `import()`. */

/** True for an object other than an array: its fields may be read, and are unknown. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The fields of any value, for destructuring: `const { code } = fieldsOf(reason)`. `null` and
 * `undefined` have none.
 */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value);
}

/**
 * The items of a value that the contract makes a stream. @throws {TypeError} for a value that
 * cannot be iterated.
 */
export function itemsOf(value: unknown): AsyncIterable<unknown> {
  if (isStream(value)) return value;
  throw new TypeError(`expected a stream, found ${value === null ? "null" : typeof value}`);
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
