/** The conversion of schemas, as its parts see it. */

import type { Documents, Place } from "./documents.ts";
import type { ChoiceOption, Expression } from "./expression.ts";
import type { Report } from "./finding.ts";

/** The side of a call that a schema is for: properties may be for one only. */
export type Direction = "given" | "received";

/** Converts schemas. Throws a `Refusal` for what no contract can hold. */
export interface Converter {
  readonly documents: Documents;
  readonly report: Report;
  /** Converts a schema with its description. */
  convert(place: Place, direction: Direction): Expression;
  /** Converts a schema without its description. */
  convertBare(place: Place, direction: Direction): Expression;
  /** Converts schemas that a value must all fit. */
  convertAll(place: Place, parts: readonly Place[], direction: Direction): Expression;
  /** Adds a choice, to be made once all components are known. */
  choose(...options: readonly ChoiceOption[]): Expression;
  /** Refers to the declaration of a schema. @param target what a reference leads to. */
  refer(target: Place, direction: Direction): Expression;
}

/** A text without spaces around it; `undefined` if it is none or empty. */
export function readText(given: unknown): string | undefined {
  const text = typeof given === "string" ? given.trim().replaceAll("\r\n", "\n") : "";
  return text === "" ? undefined : text;
}
