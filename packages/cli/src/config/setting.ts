/** Checking settings against what is expected of them, key by key. */

/** A fault of a value at a path (`check.edges.courier`); the caller adds the file. */
export type Setting = (path: string, value: unknown) => readonly string[];

/** A text that is not empty. */
export function text(expected: string): Setting {
  return (path, value) => (isText(value) ? [] : [mismatch(path, expected, value)]);
}

/** One of some words. */
export function oneOf(...words: readonly string[]): Setting {
  return (path, value) =>
    words.some((word) => word === value)
      ? []
      : [mismatch(path, words.map((word) => JSON.stringify(word)).join(" or "), value)];
}

/** An array. */
export function arrayOf(expected: string, element: Setting): Setting {
  return (path, value) =>
    Array.isArray(value)
      ? value.flatMap((one, index) => element(`${path}[${index}]`, one))
      : [mismatch(path, expected, value)];
}

/** An object with any keys. */
export function recordOf(expected: string, element: Setting): Setting {
  return (path, value) =>
    isRecord(value)
      ? Object.entries(value).flatMap(([key, one]) => element(`${path}.${key}`, one))
      : [mismatch(path, expected, value)];
}

/** An object with these keys only. A value of `undefined` is as good as none. */
export function object(known: Readonly<Record<string, Setting>>, required: readonly string[] = []): Setting {
  return (path, value) => {
    if (!isRecord(value)) return [mismatch(path, `an object with ${Object.keys(known).join(", ")}`, value)];
    const missing = required
      .filter((key) => value[key] === undefined)
      .map((key) => `${path}: expected ${key}, found none`);
    return [...missing, ...Object.entries(value).flatMap(([key, one]) => checkKey(known, path, key, one))];
  };
}

/** Several shapes; the faults are those of the shape that the value was meant to have. */
export function either(choose: (value: unknown) => Setting): Setting {
  return (path, value) => choose(value)(path, value);
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a text that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function checkKey(
  known: Readonly<Record<string, Setting>>,
  path: string,
  key: string,
  value: unknown,
): readonly string[] {
  const setting = Object.hasOwn(known, key) ? known[key] : undefined;
  const at = path === "" ? key : `${path}.${key}`;
  if (setting !== undefined) return value === undefined ? [] : setting(at, value);
  const where = path === "" ? "" : ` of ${path}`;
  return [`${JSON.stringify(key)} is no setting${where}; the settings are ${Object.keys(known).join(", ")}`];
}

function mismatch(path: string, expected: string, value: unknown): string {
  return `${path === "" ? "" : `${path}: `}expected ${expected}, found ${JSON.stringify(value) ?? typeof value}`;
}
