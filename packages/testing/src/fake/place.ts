/** Where in a schema an arbitrary is made. */

import type { Schema } from "@seamline/core/internal";
import type fc from "fast-check";

/**
 * The form of a value: the one that code works with, or the one that JSON holds. They differ where
 * there are codecs.
 */
export type Side = "domain" | "wire";

/** One place; makes the arbitraries of the places below it. */
export interface Place {
  readonly side: Side;
  /** As messages print it. */
  readonly path: string;
  /** The value is deep already: it should come to an end. */
  readonly minimal: boolean;
  /** @param step how the schema is reached; `""` where no path step is taken. */
  below(schema: Schema, step?: string): fc.Arbitrary<unknown>;
  /** The keys of a record, which are texts on either side and have no override. */
  key(schema: Schema): fc.Arbitrary<unknown>;
  /** The arbitrary of a schema on the other side of a codec. */
  onSide(side: Side, schema: Schema): fc.Arbitrary<unknown>;
}
