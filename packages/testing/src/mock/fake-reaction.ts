/** The reaction of a mock with `unstubbed: "fake"` to calls without a stub. */

import type { Operation } from "@seamline/core/extend";
import { itemsOf } from "@seamline/core/internal";
import type { Reaction } from "./reaction.ts";
import { handlerOf, takesStream } from "./stub-handler.ts";

/** Creates a reaction that returns fakes, equal for equal inputs and seeds. */
export function fakeReaction(operation: Operation, seed: number): Reaction {
  const handle = handlerOf(operation, async (input: unknown) => {
    // Loaded on the first call: mocks without fakes do not require fast-check.
    const { createFakeOutput } = await import("../fake/fake-output.ts");
    const given = takesStream(operation) ? await collect(itemsOf(input)) : input;
    return createFakeOutput(operation, given, seed);
  });
  return { delayMs: 0, outcome: { kind: "handle", handle } };
}

async function collect(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
  return all;
}
