/**
 * Spoiled inputs: valid ones in which one part is missing, of another type, out of bounds, or too
 * large.
 */

import { fieldsOf, isRecord } from "@seamline/core/internal";
import fc from "fast-check";

/** The ways to spoil an input. */
export const spoilings = [
  "a field left out",
  "a value of another type",
  "a value out of bounds",
  "keys beyond the contract",
  "a value of 100 levels",
  "a text of 2 MiB",
] as const;

/** A way to spoil an input. */
export type Spoiling = (typeof spoilings)[number];

/** A wire input, and the choice of how to spoil it. */
export interface SpoiledInput {
  readonly wire: Readonly<Record<string, unknown>>;
  readonly spoiling: Spoiling;
  /** The index of the part to spoil, counted from the outermost. */
  readonly part: number;
  /** The index of the replacement. */
  readonly choice: number;
}

/** Draws valid inputs with one part to spoil. Large replacements are rare. */
export function spoiledInputs(inputs: fc.Arbitrary<unknown>): fc.Arbitrary<SpoiledInput> {
  return fc.record({
    wire: inputs.map(fieldsOf),
    spoiling: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...spoilings.slice(0, 4)) },
      { weight: 1, arbitrary: fc.constantFrom(...spoilings) },
    ),
    part: fc.nat({ max: 30 }),
    choice: fc.nat({ max: 11 }),
  });
}

const otherTypes: readonly unknown[] = [null, true, 0, -1, 1.5, "", "text", [], {}, [null], { value: 1 }, [[0]]];

const beyondBounds: readonly unknown[] = [
  ...[Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 5e-324, 1e21],
  ...["", " ", "x".repeat(10_000), "\u0000", "\ud800", "9".repeat(400)],
];

/**
 * Returns the spoiled input and the path of its spoiled part; `undefined` if the input has no such
 * part.
 */
export function spoil({
  wire,
  spoiling,
  part,
  choice,
}: SpoiledInput): { readonly wire: unknown; readonly path: string } | undefined {
  const copy = structuredClone(wire);
  const parts = partsOf(copy, "input");
  if (spoiling === "keys beyond the contract") {
    const objects = [{ path: "input", value: copy }, ...parts].flatMap(({ path, value }) =>
      isRecord(value) ? [{ path, value }] : [],
    );
    const chosen = objects[part % objects.length];
    if (chosen === undefined) return undefined;
    Object.assign(chosen.value, { unexpected: otherTypes[choice], constructor: "x", "a b": { deep: [1] } });
    return { wire: copy, path: chosen.path };
  }
  const target = parts[part % Math.max(parts.length, 1)];
  if (target === undefined) return undefined;
  if (spoiling === "a field left out") target.remove();
  else if (spoiling === "a value of another type") target.replace(structuredClone(otherTypes[choice]));
  else if (spoiling === "a value out of bounds") target.replace(beyondBounds[choice]);
  else if (spoiling === "a text of 2 MiB") target.replace("x".repeat(2 ** 21));
  else target.replace(nest(100));
  return { wire: copy, path: target.path };
}

interface InputPart {
  readonly path: string;
  readonly value: unknown;
  replace(value: unknown): void;
  remove(): void;
}

/** Lists every property and item of a value, the outer ones first. */
function partsOf(value: unknown, path: string): readonly InputPart[] {
  if (typeof value !== "object" || value === null) return [];
  const own = Object.entries(value).map(
    ([key, item]): InputPart => ({
      path: Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`,
      value: item,
      replace: (other) => {
        Object.assign(value, { [key]: other });
      },
      remove: () => {
        if (Array.isArray(value)) value.splice(Number(key), 1);
        else Reflect.deleteProperty(value, key);
      },
    }),
  );
  return [...own, ...own.flatMap((part) => partsOf(part.value, part.path))];
}

function nest(levels: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
}
