/** The position of an arbitrary within a schema. */

import type { Schema } from "@seamline/core/internal";
import type fc from "fast-check";

/**
 * The form of a value: `domain` is the one that code works with, `wire` the one of its JSON. They
 * differ for codecs.
 */
export type Side = "domain" | "wire";

/** One position, which creates the arbitraries of the positions below it. */
export interface Position {
  readonly side: Side;
  /** The path from the root, as messages print it. */
  readonly path: string;
  /** `true` if no level of recursion is left: the arbitrary then draws the smallest value. */
  readonly minimal: boolean;
  /**
   * The arbitrary of a schema below.
   * @param step the step of the path to it; `""` if the path stays.
   */
  below(schema: Schema, step?: string): fc.Arbitrary<unknown>;
  /** The arbitrary of a record's keys, which are texts on both sides and have no override. */
  key(schema: Schema): fc.Arbitrary<unknown>;
  /** The arbitrary of a schema on the other side of a codec. */
  onSide(side: Side, schema: Schema): fc.Arbitrary<unknown>;
}
