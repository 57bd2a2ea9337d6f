/**
 * Matchers: conditions of values when an interaction is replayed. Values without a matcher need
 * only match the schema.
 */

import { fieldsOf } from "@seamline/core/internal";
import { anything, object, oneOf, recordOf, type Setting, text } from "@seamline/core/settings";

/** A condition of one value. Plain data, which recordings contain unchanged. */
export type Matcher =
  | {
      /** The value must equal the recorded one. */
      readonly match: "exact";
    }
  | {
      /** The value must be text in which a regular expression finds a match. */
      readonly match: "regex";
      /** The expression, without flags. */
      readonly pattern: string;
    }
  | {
      /** The value may be any of the schema. */
      readonly match: "like";
      /**
       * The value to record instead of the one of the call, so that ids and times which differ in
       * every run do not change the recording. Default: the value of the call.
       */
      readonly example?: unknown;
    };

/** Matchers by `service.operation` and path. */
export type Matchers = Readonly<Record<string, Readonly<Record<string, Matcher>>>>;

/** Accepts matchers; their paths are checked by {@link assertPath}. */
export const matchersSetting: Setting = recordOf(
  "an object of matchers by operation",
  recordOf(
    "an object of matchers by path",
    object({ match: oneOf("exact", "regex", "like"), pattern: text("a regular expression"), example: anything }, [
      "match",
    ]),
  ),
);

/** The provider must respond with a value equal to the recorded one. */
export function exact(): Matcher {
  return { match: "exact" };
}

/**
 * The provider must respond with text in which the expression finds a match.
 * @throws {TypeError} for flags, which are not kept.
 */
export function matching(expression: RegExp): Matcher {
  if (expression.flags.replace(/[uv]/, "") !== "") {
    throw new TypeError(`matching: expected an expression without flags, found ${String(expression)}`);
  }
  return { match: "regex", pattern: expression.source };
}

/**
 * The value differs in every run: `example` is recorded instead, and the provider may respond with
 * any value of the schema.
 */
export function like(example: unknown): Matcher {
  return { match: "like", example };
}

const pathPattern = /^(?:input|output|error\.details)(?:\.[^.[\]]+|\[\d*\])*$/;

/**
 * Checks the path of a matcher.
 * @throws {TypeError} for an invalid path, with examples of valid ones.
 */
export function assertPath(operation: string, path: string): void {
  if (pathPattern.test(path)) return;
  throw new TypeError(
    `matchers of ${operation}: expected a path such as input.id, output.items[].id or error.details.id, found ${JSON.stringify(path)}`,
  );
}

/** A value inside another, with its path: `output.items[2].id`. */
export interface Position {
  readonly path: string;
  readonly value: unknown;
}

/**
 * Finds the positions of a path, in which `[]` stands for every item and `.*` for every key; empty
 * if the value has none.
 */
export function findPositions(root: string, value: unknown, path: string): readonly Position[] {
  if (value === undefined || !path.startsWith(root)) return [];
  let positions: readonly Position[] = [{ path: root, value }];
  for (const step of stepsOf(path.slice(root.length)))
    positions = positions.flatMap((position) => below(position, step));
  return positions;
}

/** Copies a value with the positions of a path replaced. */
export function replaceAt(root: string, value: unknown, path: string, replacement: unknown): unknown {
  const holder = { value: structuredClone(value) };
  const found = findPositions(root, value, path);
  for (const position of found) {
    const steps = stepsOf(position.path.slice(root.length));
    let parent: object = holder;
    let last = "value";
    for (const step of steps) {
      parent = Reflect.get(parent, last);
      last = step;
    }
    Reflect.set(parent, last, structuredClone(replacement));
  }
  return holder.value;
}

function stepsOf(path: string): readonly string[] {
  return [...path.matchAll(/\.([^.[\]]+)|\[(\d*)\]/g)].map(
    ([, key, index]) => key ?? (index === "" ? "[]" : (index ?? "")),
  );
}

function below({ path, value }: Position, step: string): readonly Position[] {
  if (Array.isArray(value)) {
    if (step === "[]") return value.map((item, index) => ({ path: `${path}[${index}]`, value: item }));
    return Object.hasOwn(value, step) ? [{ path: `${path}[${step}]`, value: value[Number(step)] }] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  if (step === "*") return Object.entries(value).map(([key, item]) => ({ path: `${path}.${key}`, value: item }));
  return Object.hasOwn(value, step) ? [{ path: `${path}.${step}`, value: fieldsOf(value)[step] }] : [];
}
