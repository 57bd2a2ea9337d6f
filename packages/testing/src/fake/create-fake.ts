/** Values that look like those of a schema, the same for the same seed. */

import type { Schema } from "@seamline/core/internal";
import fc from "fast-check";
import type { z } from "zod";
import { type ArbitraryOptions, arbitraryOf } from "./arbitrary-of.ts";
import { explainMisfit } from "./fits.ts";
import { FakeError } from "./fitting.ts";

/** The value to make. */
export interface FakeOptions extends ArbitraryOptions {
  /** Another seed gives another value, the same seed the same. An integer. Default 1. */
  readonly seed?: number;
}

/**
 * Makes a value of a schema: what code works with, or, with `side: "wire"`, what JSON holds.
 * @throws {FakeError} when none can be made, and for an override that the schema refuses; with the
 * path and what to do.
 * @example
 * ```ts
 * const order = createFake(Order, { seed: 7, fields: { "lines[].count": 2 } });
 * ```
 */
export function createFake<Type extends z.core.$ZodType>(
  schema: Type,
  options: FakeOptions & { readonly side: "wire" },
): z.input<Type>;
export function createFake<Type extends z.core.$ZodType>(schema: Type, options?: FakeOptions): z.output<Type>;
export function createFake(schema: Schema, options: FakeOptions = {}): unknown {
  const { seed = 1, side = "domain" } = options;
  if (!Number.isInteger(seed)) throw new FakeError(`seed: expected an integer, found ${String(seed)}`);
  const [value] = fc.sample(arbitraryOf(schema, options), { seed, numRuns: 1 });
  const fault = explainMisfit(schema, side, value);
  if (fault !== undefined)
    throw new FakeError(`expected a fake that its schema accepts; the overrides do not fit:\n${fault}`);
  return value;
}
