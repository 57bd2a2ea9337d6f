/**
 * Default values that may be printed. A computed one (a new id, the time) would change with every
 * generation.
 */

import { definitionOf, type Schema } from "./schema-node.ts";

/**
 * The JSON text of a schema's default; `undefined` if it has none or the default is not constant.
 */
export function printDefault(schema: Schema): string | undefined {
  const definition = definitionOf(schema);
  if (definition.type !== "default") return undefined;
  try {
    // zod hides values and functions behind the same getter: only a second read, at another time,
    // separates constants from computed defaults.
    const first = toJson(definition.defaultValue);
    return first !== undefined && first === atAnotherTime(() => toJson(definition.defaultValue)) ? first : undefined;
  } catch {
    return undefined;
  }
}

function toJson(value: unknown): string | undefined {
  return typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
}

const fourHundredDaysMs = 400 * 24 * 60 * 60 * 1000;

function atAnotherTime<Result>(run: () => Result): Result {
  const { Date: realDate } = globalThis;
  class LaterDate extends realDate {
    constructor(...args: ConstructorParameters<typeof realDate> | []) {
      super(...((args.length === 0 ? [LaterDate.now()] : args) as ConstructorParameters<typeof realDate>));
    }

    static override now(): number {
      return realDate.now() + fourHundredDaysMs;
    }
  }
  globalThis.Date = LaterDate as DateConstructor;
  try {
    return run();
  } finally {
    globalThis.Date = realDate;
  }
}
