/** Values of every format that zod has, by which schemas of texts and numbers are told apart. */

import { checksOf, definitionOf, isCodec, type Schema } from "./schema-node.ts";

const texts: readonly string[] = [
  ...["", "a", "A", "ab", "abc", "abcd", "x1", "word", "two words", "Text of some length, with a full stop.", "true"],
  ...[
    "0",
    "1",
    "-1",
    "7",
    "10",
    "42",
    "123",
    "1234",
    "12345678",
    "0.5",
    "1e3",
    "-0.25",
    "9007199254740993",
    "0x1f",
    "ff",
  ],
  ...[
    "2020-01-01T00:00:00Z",
    "2020-01-01T00:00:00.000Z",
    "2020-01-01T00:00:00+01:00",
    "2020-01-01T00:00:00",
    "2020-01-01T00:00Z",
  ],
  ...["2020-01-01", "2020-01", "10:20", "10:20:30", "10:20:30.456", "P1D", "PT1H", "P3Y6M4DT12H30M5S"],
  ...[
    "a@example.com",
    "https://example.com/",
    "https://example.com/a?b=c",
    "mailto:a@example.com",
    "example.com",
    "localhost",
  ],
  ...[
    "00000000-0000-4000-8000-000000000000",
    "123e4567-e89b-12d3-a456-426614174000",
    "018f0000-0000-7000-8000-000000000000",
  ],
  ...["AQID", "AQI=", "YWJj", "_-8", "eyJhbGciOiJIUzI1NiJ9.e30.x", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln"],
  ...["V1StGXR8_Z5jdHi6B-myT", "cjld2cjxh0000qzrmn831i7rn", "tz4a98xxat96iws9zmbrgj3a", "01ARZ3NDEKTSV4RRFFQ69G5FAV"],
  ...[
    "9m4e2mr0ui3e8a215n4g",
    "0o5sKzFDBc56T8mbUP8wH1KpSX7",
    "127.0.0.1",
    "::1",
    "10.0.0.0/8",
    "fe80::/10",
    "00:1a:2b:3c:4d:5e",
  ],
  ...[
    "+491234567890",
    "4111111111111111",
    "DE89370400440532013000",
    "😀",
    "{}",
    "[1]",
    "é",
    "a".repeat(32),
    "0".repeat(64),
  ],
  ...[
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "a-1",
    "a_1",
    "a.b",
    "a/b",
    "#fff",
    "#a0b1c2",
  ],
];

const numbers: readonly number[] = [
  ...[
    0, 1, -1, 2, 3, 5, 7, 10, 12, 42, 50, 99, 100, 255, 1000, 2020, 65_535, 86_400, 1_000_000, -5, -100, 0.5, -0.5, 0.1,
    1.5,
  ],
  ...[1_600_000_000, 1_600_000_000_000, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e21],
];

const dates: readonly Date[] = [0, 1_000, 86_400_000, 1_600_000_000_000, 4e12].map((time) => new Date(time));

const samples: Readonly<Record<string, readonly unknown[]>> = {
  string: texts,
  number: numbers,
  boolean: [true, false],
  bigint: [0n, 1n, -1n, 2n ** 70n],
  date: dates,
};

/**
 * Values to test schemas of one type with, those first that begin and end as the schemas ask.
 */
export function sampleValues(type: string, schemas: readonly Schema[]): Iterable<unknown> {
  return [...schemas.flatMap(ownTexts).filter((value) => typeof value === type), ...(samples[type] ?? [])];
}

/** Texts made from the prefixes, suffixes and parts that a schema asks for, and its own bounds. */
function ownTexts(schema: Schema): readonly unknown[] {
  const definition = definitionOf(schema);
  if (isCodec(definition)) return ownTexts(definition.in);
  const found: unknown[] = [];
  let [before, after] = ["", ""];
  for (const check of checksOf(schema)) {
    if (check.check === "greater_than" || check.check === "less_than") {
      const value = Number(check.value);
      found.push(value, value + 1, value - 1, value + 0.5, value - 0.5);
    } else if ("prefix" in check && typeof check.prefix === "string") before = check.prefix;
    else if ("suffix" in check && typeof check.suffix === "string") after = check.suffix;
    else if ("includes" in check && typeof check.includes === "string") after = check.includes + after;
    else if ("pattern" in check && check.pattern instanceof RegExp) before = literalStart(check.pattern) ?? before;
    else if (check.check === "min_length") found.push("a".repeat(Math.min(check.minimum, 100)));
    else if (check.check === "length_equals")
      found.push("a".repeat(Math.min(check.length, 100)), "0".repeat(Math.min(check.length, 100)));
  }
  const template = schema._zod.pattern;
  if (definition.type === "template_literal" && template !== undefined) before = literalStart(template) ?? before;
  if (before === "" && after === "") return found;
  return [...found, before + after, ...texts.map((text) => before + text + after)];
}

/** The characters that every text of a pattern begins with: `ord_` of `/^ord_\d+$/`. */
function literalStart({ source }: RegExp): string | undefined {
  const start = /^\^\(?([\w\- :/#@]+)(?![*?+{|\w])/.exec(source)?.[1];
  return start === undefined || start === "" ? undefined : start;
}
