/** Codecs: drawn on the side that says more of its values, and taken over to the other where that is asked for. */

import type { Schema } from "@seamline/core/internal";
import type fc from "fast-check";
import { z } from "zod";
import { fits } from "./fits.ts";
import { chooseFitting } from "./fitting.ts";
import type { Place } from "./place.ts";

/** A value of a codec. `undefined` when neither side can be drawn. */
export function codecArbitrary(
  schema: Schema,
  { in: wire, out: domain }: z.core.$ZodCodecDef,
  place: Place,
): fc.Arbitrary<unknown> | undefined {
  const fromDomain = (): fc.Arbitrary<unknown> => {
    const drawn = place.onSide("domain", domain);
    return place.side === "domain" ? drawn : drawn.map((value) => attempt(() => z.encode(schema, value)));
  };
  const fromWire = (): fc.Arbitrary<unknown> => {
    const drawn = place.onSide("wire", wire);
    return place.side === "wire" ? drawn : drawn.map((value) => attempt(() => z.decode(schema, value)));
  };
  return chooseFitting([fromDomain, fromWire], (value) => fits(schema, place.side, value));
}

/** What the codec refuses fits no schema, and is drawn anew. */
const refused: unique symbol = Symbol("refused");

function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch {
    return refused;
  }
}
