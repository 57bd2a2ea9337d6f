/**
 * What is certain about the texts that a schema accepts, by which two schemas are proven to share
 * none. What is not certain is left out: patterns of any other form may accept anything.
 */

import { type CheckDefinition, checksOf, definitionOf, type Schema } from "./schema-node.ts";

/** Facts that hold for every text of a schema. */
interface TextFacts {
  /** The characters that each position from the start may have, as far as positions are fixed. */
  readonly start: readonly RegExp[];
  /** The text that every text begins with, and the one that it ends with. */
  readonly prefix: string;
  readonly suffix: string;
  /** The characters that a text may have, and those after its first; none is any. */
  readonly alphabet: readonly RegExp[];
  readonly later: readonly RegExp[];
  /** The characters that every text has, and those after its first. */
  readonly parts: string;
  readonly laterParts: string;
  readonly least: number;
  readonly most: number;
}

const nothing: TextFacts = {
  ...{ start: [], prefix: "", suffix: "", alphabet: [], later: [], parts: "", laterParts: "" },
  ...{ least: 0, most: Number.POSITIVE_INFINITY },
};

/** Patterns that accept every text of a format of zod, and are simple enough to be read here. */
const formats: Readonly<Record<string, RegExp>> = {
  cidrv4: /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\/\d{1,2}$/,
  cidrv6: /^[\da-fA-F:.]*:[\da-fA-F:.]*\/\d{1,3}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[\d:.Z+-]*$/,
  duration: /^P[\dYMWDTHS.,]+$/,
  guid: /^[\da-fA-F]{8}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{12}$/,
  ipv4: /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/,
  ipv6: /^[\da-fA-F:.]*:[\da-fA-F:.]*$/,
  jwt: /^[\s\S]*\.[\s\S]*\.[\s\S]*$/,
  time: /^\d{2}:\d{2}[\d:.]*$/,
  url: /^[\s\S]*:[\s\S]*$/,
  uuid: /^[\da-fA-F]{8}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{12}$/,
};

/** The same for patterns by their source: those of `bigintText()` and of `z.email()`. */
const patterns: Readonly<Record<string, RegExp>> = {
  "^-?(0|[1-9]\\d{0,4095})$": /^-?\d+$/,
  "^(?:[A-Za-z0-9_'+\\-]+\\.)*[A-Za-z0-9_'+\\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$":
    /^[\w'+.-]+@[\w.-]+$/,
};

/** True if it is proven that no text fits both schemas. */
export function areApartTexts(one: Schema, other: Schema): boolean {
  const others = factsOf(other);
  return factsOf(one).some((facts) => others.some((more) => conflicts(facts, more) || conflicts(more, facts)));
}

function conflicts(one: TextFacts, other: TextFacts): boolean {
  const shorter = Math.min(one.prefix.length, other.prefix.length);
  const end = Math.min(one.suffix.length, other.suffix.length);
  return (
    one.least > other.most ||
    one.prefix.slice(0, shorter) !== other.prefix.slice(0, shorter) ||
    one.suffix.slice(one.suffix.length - end) !== other.suffix.slice(other.suffix.length - end) ||
    !isWithin(one.parts, other.alphabet) ||
    !isWithin(one.laterParts, other.later) ||
    !isWithin(one.prefix + one.suffix, other.alphabet) ||
    !isWithin(one.prefix.slice(1), other.later) ||
    one.prefix.split("").some((char, index) => other.start[index]?.test(char) === false)
  );
}

function isWithin(chars: string, alphabet: readonly RegExp[]): boolean {
  return alphabet.length === 0 || chars.split("").every((char) => alphabet.some((one) => one.test(char)));
}

/** The facts by each check; a check behind one that rewrites says nothing about the text before. */
function factsOf(schema: Schema): readonly TextFacts[] {
  const definition = definitionOf(schema);
  if (definition.type === "pipe") return factsOf(definition.in);
  if (definition.type === "template_literal") return [patternFacts(schema._zod.pattern)];
  const checks = checksOf(schema);
  const rewriting = checks.findIndex((check) => check.check === "overwrite" || check.check === "custom");
  return (rewriting < 0 ? checks : checks.slice(0, rewriting)).map(checkFacts);
}

function checkFacts(check: CheckDefinition): TextFacts {
  switch (check.check) {
    case "min_length":
      return { ...nothing, least: check.minimum };
    case "max_length":
      return { ...nothing, most: check.maximum };
    case "length_equals":
      return { ...nothing, least: check.length, most: check.length };
    case "string_format": {
      if ("prefix" in check) return { ...nothing, prefix: check.prefix };
      if ("suffix" in check) return { ...nothing, suffix: check.suffix };
      if ("includes" in check) return { ...nothing, parts: check.includes };
      const format = Object.hasOwn(formats, check.format) ? formats[check.format] : undefined;
      return patternFacts(format ?? check.pattern);
    }
    default:
      return nothing;
  }
}

function patternFacts(pattern: RegExp | undefined): TextFacts {
  if (pattern === undefined || /[imv]/.test(pattern.flags)) return nothing;
  const known = Object.hasOwn(patterns, pattern.source) ? patterns[pattern.source] : undefined;
  return readPattern(known ?? pattern);
}

/** Characters of a pattern that stand side by side: the set of them, and how often. */
interface Atom {
  readonly literal: string | undefined;
  readonly set: RegExp;
  readonly least: number;
  readonly most: number;
}

const atomPattern =
  /(?:(?<literal>[\w\- :/#@,;=&%!~'"<>])|\\(?<escaped>[^\w\s])|(?<set>\\[dws]|\[(?:[^\\\]]|\\[dwsDWS]|\\[^\w\s])+\]))(?:(?<often>[*+?])|\{(?<least>\d+)(?<comma>,(?<most>\d*))?\})?\??/y;

/** Reads a pattern without groups and alternatives; of another one, what it surely begins with. */
function readPattern({ source, unicode }: RegExp): TextFacts {
  if (!source.startsWith("^") || hasAlternatives(source)) return nothing;
  const atoms: Atom[] = [];
  let end = 1;
  for (;;) {
    atomPattern.lastIndex = end;
    const groups = atomPattern.exec(source)?.groups;
    if (groups === undefined) break;
    atoms.push(toAtom(groups));
    end = atomPattern.lastIndex;
  }
  // By code points, a set may take two places.
  const isLoose = (atom: Atom): boolean => atom.least !== atom.most || atom.most > 64 || (unicode && !atom.literal);
  const fixed = atoms.findIndex(isLoose);
  const leading = fixed < 0 ? atoms : atoms.slice(0, fixed);
  const start = leading.flatMap((atom) => Array<RegExp>(atom.least).fill(atom.set));
  const other = leading.findIndex((atom) => atom.literal === undefined);
  const prefix = (other < 0 ? leading : leading.slice(0, other)).map(textOf).join("");
  if (source.slice(end) !== "$") return { ...nothing, start, prefix };
  const [first] = atoms;
  const later = first !== undefined && first.most <= 1 && !(unicode && !first.literal) ? atoms.slice(1) : atoms;
  const needed = atoms.filter((atom) => atom.least > 0);
  const behind = needed.slice(1).map(textOf).join("");
  return {
    ...{ start, prefix, suffix: "" },
    ...{ alphabet: setsOf(atoms), later: setsOf(later) },
    ...{ parts: needed.map(textOf).join(""), laterParts: behind },
    least: needed.reduce((sum, atom) => sum + atom.least, 0),
    most: atoms.reduce((sum, atom) => sum + atom.most, 0) * (unicode ? 2 : 1),
  };
}

function toAtom(groups: Record<string, string | undefined>): Atom {
  const { often, least, comma, most } = groups;
  const literal = groups.literal ?? groups.escaped;
  const set = new RegExp(`^${groups.set ?? `\\x${Number(literal?.charCodeAt(0)).toString(16).padStart(2, "0")}`}$`);
  if (least !== undefined) {
    const last = comma === undefined ? Number(least) : most === "" ? Number.POSITIVE_INFINITY : Number(most);
    return { literal, set, least: Number(least), most: last };
  }
  const optional = often === "*" || often === "?";
  return { literal, set, least: optional ? 0 : 1, most: often === "*" || often === "+" ? Number.POSITIVE_INFINITY : 1 };
}

function textOf({ literal, least }: Atom): string {
  return (literal ?? "").repeat(Math.min(least, 64));
}

/** No set at all would be any text, and an empty pattern accepts the empty one only. */
function setsOf(atoms: readonly Atom[]): readonly RegExp[] {
  return atoms.length === 0 ? [/^(?!)$/] : atoms.map((atom) => atom.set);
}

/** True if a pattern has alternatives outside of its groups. */
function hasAlternatives(source: string): boolean {
  let depth = 0;
  for (const [token] of source.matchAll(/\\[\s\S]|\[(?:\\[\s\S]|[^\\\]])*\]|[()|]/g)) {
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    else if (token === "|" && depth === 0) return true;
  }
  return false;
}
