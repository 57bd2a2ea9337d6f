/** Values of every size, by which schemas of numbers and the like are found to be apart. */

import { checksOf, definitionOf, isCodec, type Schema } from "./schema-node.ts";

const numbers: readonly number[] = [
  ...[
    0, 1, -1, 2, 3, 5, 7, 10, 12, 42, 50, 99, 100, 255, 1000, 2020, 65_535, 86_400, 1_000_000, -5, -100, 0.5, -0.5, 0.1,
    1.5,
  ],
  ...[1_600_000_000, 1_600_000_000_000, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e21],
];

const dates: readonly Date[] = [0, 1_000, 86_400_000, 1_600_000_000_000, 4e12].map((time) => new Date(time));

const samples: Readonly<Record<string, readonly unknown[]>> = {
  number: numbers,
  boolean: [true, false],
  bigint: [0n, 1n, -1n, 2n ** 70n],
  date: dates,
};

/** Values to test schemas of one type with, those at the bounds of the schemas first. */
export function sampleValues(type: string, schemas: readonly Schema[]): Iterable<unknown> {
  return [...schemas.flatMap(boundsOf).filter((value) => typeof value === type), ...(samples[type] ?? [])];
}

/** Numbers at the bounds that a schema states, and beside them. */
function boundsOf(schema: Schema): readonly number[] {
  const definition = definitionOf(schema);
  if (isCodec(definition)) return boundsOf(definition.in);
  return checksOf(schema).flatMap((check) => {
    if (check.check !== "greater_than" && check.check !== "less_than") return [];
    const value = Number(check.value);
    return [value, value + 1, value - 1, value + 0.5, value - 0.5];
  });
}
