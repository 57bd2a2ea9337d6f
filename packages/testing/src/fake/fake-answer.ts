/** What a mock answers when no stub does and it was asked for fakes: the same answer for the same call. */

import type { Operation } from "@seamline/core/extend";
import { createFake } from "./create-fake.ts";

/** How many items a stream of fakes has. */
const items = 3;

/**
 * A fake output of an operation: one value, or the items of a stream.
 * @param input the input as it was received; equal inputs have equal outputs.
 */
export function createFakeAnswer({ id, output, streaming }: Operation, input: unknown, seed: number): unknown {
  if (output === undefined) return undefined;
  const own = hash(`${seed} ${id} ${JSON.stringify(input, toText)}`);
  const streams = streaming?.output ?? "none";
  if (streams === "bytes") return [new TextEncoder().encode(`${id} ${own}`)];
  if (streams === "none") return createFake(output.schema, { seed: own });
  return Array.from({ length: items }, (_, index) => createFake(output.schema, { seed: own + index }));
}

/** JSON has no form for a bigint. */
function toText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/**
 * FNV-1a over UTF-16 code units, 31 bits.
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return state >>> 1;
}
