/** Fake outputs, for calls of a mock that have no stub: equal calls have equal outputs. */

import type { Operation } from "@seamline/core/extend";
import { createFake } from "./create-fake.ts";

/** The number of items in a stream of fakes. */
const items = 3;

/**
 * Creates a fake output of an operation: one value, or the items of a stream.
 * @param input the received input; equal inputs have equal outputs.
 */
export function createFakeOutput({ id, output, streaming }: Operation, input: unknown, seed: number): unknown {
  if (output === undefined) return undefined;
  const own = hash(`${seed} ${id} ${JSON.stringify(input, toText)}`);
  const streams = streaming?.output ?? "none";
  if (streams === "bytes") return [new TextEncoder().encode(`${id} ${own}`)];
  if (streams === "none") return createFake(output.schema, { seed: own });
  return Array.from({ length: items }, (_, index) => createFake(output.schema, { seed: own + index }));
}

/** Prints a bigint as text: JSON has no form for it. */
function toText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/**
 * The FNV-1a hash of a text's UTF-16 code units, cut to 31 bits.
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return state >>> 1;
}
