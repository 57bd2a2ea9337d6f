/**
 * Values of codecs: drawn on the side whose schema is more precise, and converted to the other side
 * if necessary.
 */

import type { Schema } from "@seamline/core/internal";
import type fc from "fast-check";
import { z } from "zod";
import { fits } from "./fits.ts";
import { chooseFitting } from "./fitting.ts";
import type { Position } from "./position.ts";

/** Values of a codec; `undefined` if neither side can be drawn. */
export function codecArbitrary(
  schema: Schema,
  { in: wire, out: domain }: z.core.$ZodCodecDef,
  position: Position,
): fc.Arbitrary<unknown> | undefined {
  const fromDomain = (): fc.Arbitrary<unknown> => {
    const drawn = position.onSide("domain", domain);
    return position.side === "domain" ? drawn : drawn.map((value) => attempt(() => z.encode(schema, value)));
  };
  const fromWire = (): fc.Arbitrary<unknown> => {
    const drawn = position.onSide("wire", wire);
    return position.side === "wire" ? drawn : drawn.map((value) => attempt(() => z.decode(schema, value)));
  };
  return chooseFitting([fromDomain, fromWire], (value) => fits(schema, position.side, value));
}

/** Marks a value that the codec refuses: it fits no schema, so another is drawn. */
const refused: unique symbol = Symbol("refused");

function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch {
    return refused;
  }
}
