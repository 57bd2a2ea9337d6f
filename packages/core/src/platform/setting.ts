/**
 * Reading option objects that users write: contracts, modules, applications, listeners,
 * configuration files. Every key must be known and every value of its kind, also where no type
 * checker runs; a misspelt option would otherwise count as absent.
 */

import { findNear, suggest } from "./suggest.ts";
import { isRecord } from "./unknown-value.ts";

/** One fault of an options object. */
export interface SettingFault {
  /**
   * The path from the outermost object: `operations.get.allow[0]`; empty for that object itself.
   */
  readonly path: string;
  readonly message: string;
}

/** Returns the faults of the value at a path. */
export type Setting = (path: string, value: unknown) => readonly SettingFault[];

/**
 * A value that passes a test.
 * @param expected completes "expected …".
 * @param next the step to take, if it is not obvious.
 */
export function value(expected: string, isValid: (value: unknown) => boolean, next?: string): Setting {
  return (path, given) => {
    if (isValid(given)) return [];
    const { message } = mismatch(path, expected, given);
    return [{ path, message: next === undefined ? message : `${message}; ${next}` }];
  };
}

/** Any value: it is read elsewhere. */
export const anything: Setting = () => [];

/** A text that is not empty. */
export function text(expected: string): Setting {
  return value(expected, (given) => typeof given === "string" && given !== "");
}

/** `true` or `false`. */
export const flag: Setting = value("true or false", (given) => typeof given === "boolean");

/** A function. */
export const callback: Setting = value("a function", (given) => typeof given === "function");

/** One of several texts. */
export function oneOf(...words: readonly string[]): Setting {
  const expected = words.map((word) => JSON.stringify(word)).join(" or ");
  return (path, given) => {
    if (words.some((word) => word === given)) return [];
    const fault = mismatch(path, expected, given);
    const near = typeof given === "string" ? findNear(given, words) : undefined;
    return [near === undefined ? fault : { path, message: `${fault.message}; did you mean ${near}?` }];
  };
}

/** An array. */
export function arrayOf(expected: string, element: Setting): Setting {
  return (path, given) =>
    Array.isArray(given)
      ? given.flatMap((one, index) => element(`${path}[${index}]`, one))
      : [mismatch(path, expected, given)];
}

/** An object with any keys. */
export function recordOf(expected: string, element: Setting): Setting {
  return (path, given) =>
    isRecord(given)
      ? Object.entries(given).flatMap(([key, one]) => element(below(path, key), one))
      : [mismatch(path, expected, given)];
}

/** An object with these keys only. A value of `undefined` is as good as none. */
export function object(known: Readonly<Record<string, Setting>>, required: readonly string[] = []): Setting {
  const names = Object.keys(known);
  return (path, given) => {
    if (!isRecord(given)) return [mismatch(path, `an object with ${names.join(", ")}`, given)];
    const missing = required
      .filter((key) => given[key] === undefined)
      .map((key) => ({ path, message: `expected ${key}, found ${Object.hasOwn(given, key) ? circular : "none"}` }));
    const faults = Object.entries(given).flatMap(([key, one]) => {
      const setting = Object.hasOwn(known, key) ? known[key] : undefined;
      if (setting === undefined) return [{ path: below(path, key), message: `no setting; ${suggest(key, names)}` }];
      return one === undefined ? [] : setting(below(path, key), one);
    });
    return [...missing, ...faults];
  };
}

/** Several shapes; the faults are those of the shape that the value was meant to have. */
export function either(choose: (value: unknown) => Setting): Setting {
  return (path, given) => choose(given)(path, given);
}

/** A fault as one line. */
export function printSettingFault({ path, message }: SettingFault): string {
  return path === "" ? message : `${path}: ${message}`;
}

/**
 * Refuses options that do not fit their settings.
 * @param path of the options themselves. Default: empty.
 * @throws {TypeError} with every fault.
 */
export function assertSettings(name: string, setting: Setting, options: unknown, path = ""): void {
  const faults = setting(path, options).map(printSettingFault);
  if (faults.length > 0) throw new TypeError(`${name}: ${faults.join("; ")}`);
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** A fault of a value that is not what was expected; the value may describe itself. */
export function mismatch(
  path: string,
  expected: string,
  given: unknown,
  found: string = describe(given),
): SettingFault {
  return { path, message: `expected ${expected}, found ${found}` };
}

/** What is undefined in an object that someone wrote is usually an import that is not there yet. */
const circular = "undefined; is there a circular import?";

/**
 * Texts and numbers as they are written; of anything else the kind, for it may be large or secret.
 */
export function describe(given: unknown): string {
  if (typeof given === "string" || typeof given === "number" || typeof given === "boolean")
    return JSON.stringify(given);
  if (given === undefined) return circular;
  if (given === null) return "null";
  if (given instanceof Promise) return "a promise; await it";
  return Array.isArray(given) ? "an array" : typeof given === "function" ? "a function" : `an ${typeof given}`;
}
