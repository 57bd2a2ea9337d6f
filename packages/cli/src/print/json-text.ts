/** JSON laid out for reading: an object or array takes one line where it fits. */

/** The width of a line of JSON, in columns. */
const jsonWidth = 100;

/**
 * Prints a JSON value. Properties that are `undefined` are omitted.
 * @param column the columns already used in the first line.
 */
export function printJson(value: unknown, indent = "", column: number = indent.length): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const flat = printFlatJson(value, jsonWidth - column);
  if (flat !== undefined) return flat;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${deeper}${printJson(item, deeper)}`).join(",\n")}\n${indent}]`;
  }
  const lines = definedEntries(value).map(([key, item]) => {
    const name = `${deeper}${JSON.stringify(key)}: `;
    return `${name}${printJson(item, deeper, name.length)}`;
  });
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

/**
 * Prints the value on one line; `undefined` as soon as it exceeds `width`, so that a large value is
 * not printed in vain.
 */
function printFlatJson(value: unknown, width: number): string | undefined {
  if (typeof value !== "object" || value === null) {
    const text = JSON.stringify(value) ?? "null";
    return text.length <= width ? text : undefined;
  }
  const isArray = Array.isArray(value);
  const parts: string[] = [];
  let left = width - (isArray ? 2 : 4);
  for (const [key, item] of isArray ? value.entries() : definedEntries(value)) {
    const name = isArray ? "" : `${JSON.stringify(key)}: `;
    const text = printFlatJson(item, left - name.length);
    if (text === undefined) return undefined;
    left -= name.length + text.length + 2;
    parts.push(`${name}${text}`);
  }
  if (parts.length === 0) return isArray ? "[]" : "{}";
  return isArray ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
}

function definedEntries(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
