/** Reads the options of a broker's URL; each broker has a table of its own. */

import type { AddFault, TargetUrl } from "@seamline/core/extend";
import { suggest } from "@seamline/core/settings";

/** Reads the value of one option; throws an `Error` with the form that was expected. */
export type ReadOption<Value> = (text: string) => Value;

/** The values that a table of options reads. */
export type ReadOptions<Table> = {
  [Name in keyof Table]?: Table[Name] extends ReadOption<infer Value> ? Value : never;
};

/** Reads the options of a URL by a table; an unknown one and a value of another form are faults. */
export function readOptions<Table extends Readonly<Record<string, ReadOption<unknown>>>>(
  url: TargetUrl,
  table: Table,
  addFault: AddFault,
): ReadOptions<Table> {
  const read: Record<string, unknown> = {};
  for (const { name, value, position } of url.options) {
    if (`${name}${value}`.includes("@")) {
      // What is taken for an option may be the end of a password: it is not printed.
      addFault(position, "expected no @ in an option; escape ? and & of a user or password as %3F and %26");
      continue;
    }
    const option = Object.hasOwn(table, name) ? table[name] : undefined;
    if (option === undefined) {
      const found = `unknown option ${JSON.stringify(name)}; ${suggest(name, Object.keys(table))}`;
      addFault(position - name.length - 1, found);
      continue;
    }
    try {
      read[name] = option(value);
    } catch (reason) {
      addFault(position, `${name}: ${(reason as Error).message}, found ${JSON.stringify(value)}`);
    }
  }
  return read as ReadOptions<Table>;
}

/** Reads a whole number. */
export function wholeNumber(least: number, most: number): ReadOption<number> {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new Error(`expected a whole number from ${least} to ${most}`);
  };
}

/** Reads a duration, as `800ms` or `5s`, in milliseconds. */
export function duration(leastMs: number, mostMs: number): ReadOption<number> {
  return (text) => {
    const [, digits, unit] = /^(\d{1,9})(ms|s)$/.exec(text) ?? [];
    const value = digits === undefined ? Number.NaN : Number(digits) * (unit === "s" ? 1_000 : 1);
    if (value >= leastMs && value <= mostMs) return value;
    throw new Error(`expected a duration from ${leastMs}ms to ${mostMs / 1_000}s, such as 800ms or 5s`);
  };
}

/** Reads one of some words. */
export function oneOf<Word extends string>(...words: readonly Word[]): ReadOption<Word> {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    throw new Error(`expected ${words.join(" or ")}`);
  };
}

/** Reads text of a form, which is described for people. */
export function textOf(form: RegExp, description: string): ReadOption<string> {
  return (text) => {
    if (form.test(text)) return text;
    throw new Error(`expected ${description}`);
  };
}
