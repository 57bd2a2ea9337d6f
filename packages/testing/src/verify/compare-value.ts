/**
 * Comparison of a value with the recorded one, by the provider's contract, by the consumer's
 * schema, and by matchers.
 */

import { isDeepStrictEqual } from "node:util";
import type { WireSchema } from "@seamline/core/extend";
import { createWireSchema, type Issue, SchemaMismatch } from "@seamline/core/internal";
import { z } from "zod";
import type { JsonSchema } from "../record/interaction.ts";
import { findPositions, type Matcher } from "../record/matcher.ts";
import { copyWire } from "../record/wire-form.ts";

/** A difference and its path. */
export interface Difference {
  readonly path: string;
  readonly text: string;
}

/** The schemas and matchers of one part of a response. */
export interface Comparison {
  /** `output` or `error.details`. */
  readonly root: string;
  /** The schema of the provider's contract; `undefined` for an empty part. */
  readonly schema: WireSchema | undefined;
  /** The schema of the consumer's contract. */
  readonly expected: JsonSchema | undefined;
  readonly matchers: Readonly<Record<string, Matcher>>;
  /** `true` if the value is an array of a stream's items. */
  readonly items: boolean;
}

/** Finds the differences between the recorded value and the found one. */
export function compareValue(comparison: Comparison, recorded: unknown, found: unknown): readonly Difference[] {
  const { root, schema, expected, matchers, items } = comparison;
  const differences = new Map<string, Difference>();
  const add = (difference: Difference): void => {
    if (!differences.has(difference.path)) differences.set(difference.path, difference);
  };
  const values = items
    ? [found].flat().map((value, index) => ({ value, path: `${root}[${index}]` }))
    : [{ value: found, path: root }];
  const consumers = expected === undefined ? undefined : createWireSchema(z.fromJSONSchema(expected as never));
  for (const { value, path } of values) {
    for (const known of [consumers, schema]) findIssues(known, value, path).forEach(add);
  }
  for (const [path, matcher] of Object.entries(matchers)) compareAt(root, path, matcher, recorded, found).forEach(add);
  return [...differences.values()];
}

/** Finds the issues of a wire value by a schema, with paths below `root`. */
export function findIssues(schema: WireSchema | undefined, value: unknown, root: string): readonly Difference[] {
  try {
    schema?.decode(value);
    return [];
  } catch (reason) {
    if (!(reason instanceof SchemaMismatch)) throw reason;
    return reason.issues.map(({ path, text }: Issue) => ({ path: joinPath(root, path), text }));
  }
}

function joinPath(root: string, path: string): string {
  if (path === "(root)") return root;
  return path.startsWith("[") ? root + path : `${root}.${path}`;
}

function compareAt(
  root: string,
  path: string,
  matcher: Matcher,
  recorded: unknown,
  found: unknown,
): readonly Difference[] {
  if (!path.startsWith(root) || matcher.match === "like") return [];
  const now = new Map(findPositions(root, found, path).map((position) => [position.path, position.value]));
  if (matcher.match === "regex") {
    const expression = new RegExp(matcher.pattern);
    return [...now].flatMap(([at, value]) => {
      if (typeof value === "string" && expression.test(value)) return [];
      return [{ path: at, text: `expected text that matches ${String(expression)}, found ${print(value)}` }];
    });
  }
  const before = new Map(findPositions(root, recorded, path).map((position) => [position.path, position.value]));
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((at) => {
    if (isDeepStrictEqual(copyWire(before.get(at)), copyWire(now.get(at)))) return [];
    return [{ path: at, text: `expected ${print(before.get(at))}, found ${print(now.get(at))}` }];
  });
}

/** Prints a value, shortened to 80 characters. Values of tests contain no secrets. */
function print(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
