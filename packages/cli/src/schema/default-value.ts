/** Default values that may be printed. A computed one (a new id, the time) would make every generation different. */

import { definitionOf, type Schema } from "@seamline/core/internal";

/** The JSON text of a schema's default; `undefined` when it has none that is the same every time. */
export function printDefault(schema: Schema): string | undefined {
  const definition = definitionOf(schema);
  if (definition.type !== "default") return undefined;
  try {
    // zod keeps a value and a function alike behind a getter: only a second look, at another time, tells them apart.
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
