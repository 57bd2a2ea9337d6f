/** Values drawn from a schema, equal for equal seeds. */

import type { Schema } from "@seamline/core/internal";
import { assertSettings } from "@seamline/core/settings";
import fc from "fast-check";
import type { z } from "zod";
import { type ArbitraryOptions, arbitraryOf, fakeSetting } from "./arbitrary-of.ts";
import { explainMisfit } from "./fits.ts";
import { FakeError } from "./fitting.ts";

/** The seed, the side and the overrides of a fake. */
export interface FakeOptions extends ArbitraryOptions {
  /** Equal seeds give equal values. An integer. Default 1. */
  readonly seed?: number;
}

/**
 * Creates a value of a schema, in the form that code works with or, with `side: "wire"`, in the
 * form of its JSON.
 * @throws {FakeError} if no value can be drawn, or the schema refuses an override; with the path
 * and the next step.
 * @throws {TypeError} for an unknown or invalid option.
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
  assertSettings("createFake", fakeSetting, options);
  const { seed = 1, side = "domain", fields = {}, types = {} } = options;
  if (!Number.isInteger(seed)) throw new FakeError(`seed: expected an integer, found ${String(seed)}`);
  const [value] = fc.sample(arbitraryOf(schema, { side, fields, types }), { seed, numRuns: 1 });
  const fault = explainMisfit(schema, side, value);
  if (fault !== undefined)
    throw new FakeError(`expected a fake that its schema accepts; the overrides do not fit:\n${fault}`);
  return value;
}
