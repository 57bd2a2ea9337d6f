/** Matchers: what of a recorded value must hold when the interaction is replayed. Without one, the schema alone decides. */

import { fieldsOf } from "@seamline/core/internal";

/** A condition of one value. Plain data, so that it stands in the recording as it is. */
export type Matcher =
  | {
      /** The value itself. */
      readonly match: "exact";
    }
  | {
      /** Text in which a regular expression finds something. */
      readonly match: "regex";
      /** The expression, without flags. */
      readonly pattern: string;
    }
  | {
      /** Any value of the schema. */
      readonly match: "like";
      /**
       * Written in place of the value that travelled, so that ids and times which are new in every
       * run do not change the recording. Default: the value that travelled.
       */
      readonly example?: unknown;
    };

/** Matchers by path, by `service.operation`. */
export type Matchers = Readonly<Record<string, Readonly<Record<string, Matcher>>>>;

/** The provider must answer with the very value that was recorded. */
export function exact(): Matcher {
  return { match: "exact" };
}

/**
 * The provider must respond with text in which the expression finds something.
 * @throws {TypeError} for flags, which are not kept.
 */
export function matching(expression: RegExp): Matcher {
  if (expression.flags.replace(/[uv]/, "") !== "") {
    throw new TypeError(`matching: expected an expression without flags, found ${String(expression)}`);
  }
  return { match: "regex", pattern: expression.source };
}

/**
 * The value differs from run to run: `example` is recorded instead, and any value of the schema
 * will do.
 */
export function like(example: unknown): Matcher {
  return { match: "like", example };
}

const pathPattern = /^(?:input|output|error\.details)(?:\.[^.[\]]+|\[\d*\])*$/;

/**
 * Refuses the path of a matcher that no value can have.
 * @throws {TypeError} with the form of a path.
 */
export function assertPath(operation: string, path: string): void {
  if (pathPattern.test(path)) return;
  throw new TypeError(
    `matchers of ${operation}: expected a path such as input.id, output.items[].id or error.details.id, found ${JSON.stringify(path)}`,
  );
}

/** A value inside another, and where it stands: `output.items[2].id`. */
export interface Place {
  readonly path: string;
  readonly value: unknown;
}

/** The places that a path names: `[]` stands for every item, `.*` for every key. None where the value has no such place. */
export function findPlaces(root: string, value: unknown, path: string): readonly Place[] {
  if (value === undefined || !path.startsWith(root)) return [];
  let places: readonly Place[] = [{ path: root, value }];
  for (const step of stepsOf(path.slice(root.length))) places = places.flatMap((place) => below(place, step));
  return places;
}

/** A copy of a value with what a path names replaced. */
export function replaceAt(root: string, value: unknown, path: string, replacement: unknown): unknown {
  const holder = { value: structuredClone(value) };
  const found = findPlaces(root, value, path);
  for (const place of found) {
    const steps = stepsOf(place.path.slice(root.length));
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

function below({ path, value }: Place, step: string): readonly Place[] {
  if (Array.isArray(value)) {
    if (step === "[]") return value.map((item, index) => ({ path: `${path}[${index}]`, value: item }));
    return Object.hasOwn(value, step) ? [{ path: `${path}[${step}]`, value: value[Number(step)] }] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  if (step === "*") return Object.entries(value).map(([key, item]) => ({ path: `${path}.${key}`, value: item }));
  return Object.hasOwn(value, step) ? [{ path: `${path}.${step}`, value: fieldsOf(value)[step] }] : [];
}
