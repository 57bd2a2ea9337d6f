/** Reading values of unknown type: JSON, errors of other libraries, what `import()` gives. */

/** True for an object that is no array: each of its fields may be read, and is unknown. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of any value, for taking it apart: `const { code } = fieldsOf(reason)`. `null` and `undefined` have none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value);
}
