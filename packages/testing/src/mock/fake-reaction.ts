/** What a mock that was asked for fakes does where its stubs say nothing. */

import type { Operation } from "@seamline/core/extend";
import { itemsOf } from "@seamline/core/internal";
import type { Reaction } from "./reaction.ts";
import { handlerOf, takesStream } from "./stub-handler.ts";

/** Answers with a fake, the same for the same input. @param seed another one gives others. */
export function fakeReaction(operation: Operation, seed: number): Reaction {
  const handle = handlerOf(operation, async (input: unknown) => {
    // Loaded when it is needed: mocks without fakes do without fast-check.
    const { createFakeAnswer } = await import("../fake/fake-answer.ts");
    const given = takesStream(operation) ? await collect(itemsOf(input)) : input;
    return createFakeAnswer(operation, given, seed);
  });
  return { delayMs: 0, outcome: { kind: "handle", handle } };
}

async function collect(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
  return all;
}
