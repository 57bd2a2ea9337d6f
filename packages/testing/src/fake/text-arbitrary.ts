/**
 * Arbitraries of texts: of a format, matching a pattern, or free, with the lengths and parts that
 * checks require.
 */

import type { CheckDefinition } from "@seamline/core/internal";
import fc from "fast-check";
import { lengthsOf } from "./checks.ts";
import { chooseFitting } from "./fitting.ts";
import { type FormatDefinition, formatArbitrary } from "./text-formats.ts";

/**
 * Texts that pass the checks of a schema.
 * @param fits `true` for a text that passes every check.
 */
export function textArbitrary(
  checks: readonly CheckDefinition[],
  fits: (text: string) => boolean,
): fc.Arbitrary<string> {
  const formats = checks.filter((one) => one.check === "string_format");
  const parts = partsOf(formats);
  const patterns = formats.flatMap(({ format, pattern }) =>
    pattern === undefined || describedByFields.has(format) ? [] : [pattern],
  );
  const candidates = [
    ...formats.flatMap((format) => {
      const known = formatArbitrary(format);
      return known === undefined ? [] : [() => known];
    }),
    ...patterns.map((pattern) => () => fc.stringMatching(pattern)),
    ...patterns.map((pattern) => () => padded(fc.stringMatching(pattern), parts)),
  ];
  const free = (): fc.Arbitrary<string> => freeText(lengthsOf(checks), parts);
  if (candidates.length === 0 && !checks.some(({ check }) => check === "custom")) return free();
  return chooseFitting([...candidates, free], fits) ?? free();
}

/** Formats whose pattern is less precise than their other fields. */
const describedByFields: ReadonlySet<string> = new Set([
  "starts_with",
  "ends_with",
  "includes",
  "lowercase",
  "uppercase",
]);

interface TextParts {
  readonly prefix: string;
  readonly within: string;
  readonly suffix: string;
  readonly toCase: (text: string) => string;
}

function partsOf(formats: readonly FormatDefinition[]): TextParts {
  const longest = (texts: readonly string[]): string =>
    texts.toSorted((one, other) => other.length - one.length)[0] ?? "";
  const has = (format: string): boolean => formats.some((one) => one.format === format);
  const toCase = has("lowercase") ? toLower : has("uppercase") ? toUpper : (text: string): string => text;
  return {
    prefix: longest(formats.flatMap((one) => (one.format === "starts_with" ? [one.prefix] : []))),
    within: formats.flatMap((one) => (one.format === "includes" ? [one.includes] : [])).join(""),
    suffix: longest(formats.flatMap((one) => (one.format === "ends_with" ? [one.suffix] : []))),
    toCase,
  };
}

const toLower = (text: string): string => text.toLowerCase();
const toUpper = (text: string): string => text.toUpperCase();

function padded(text: fc.Arbitrary<string>, { prefix, within, suffix, toCase }: TextParts): fc.Arbitrary<string> {
  return text.map((one) => `${prefix}${toCase(one)}${within}${suffix}`);
}

function freeText(
  { minLength, maxLength }: { readonly minLength: number; readonly maxLength: number | undefined },
  parts: TextParts,
): fc.Arbitrary<string> {
  const given = parts.prefix.length + parts.within.length + parts.suffix.length;
  const bounds = {
    minLength: Math.max(0, minLength - given),
    ...(maxLength !== undefined && { maxLength: Math.max(0, maxLength - given) }),
  };
  return padded(fc.string(bounds), parts);
}
