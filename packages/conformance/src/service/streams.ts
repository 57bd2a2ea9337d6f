/** The handlers of `conformance` whose inputs or outputs are streams. */

import type { CallContext } from "@seamline/core";
import { fieldsOf } from "@seamline/core/internal";
import { failures } from "./failures.ts";
import type { Scene, SceneHandler } from "./scene.ts";

interface StreamItem {
  id: unknown;
  at?: unknown;
  kind?: unknown;
  extra?: unknown;
}

/** The items of `giveStream`, by name. */
const given: Readonly<Record<string, readonly StreamItem[]>> = {
  three: [{ id: 1 }, { id: 2 }, { id: 3 }],
  none: [],
  rich: [
    { id: 1, at: new Date(0), extra: "dropped" },
    { id: 2, kind: "other", at: undefined },
  ],
  "bad third": [{ id: 1 }, { id: 2 }, { id: "three" }, { id: 4 }],
  "bad first": [{ id: null }, { id: 2 }],
};

const thingMissing = (): unknown => failures["declared with details"]?.();

/** The handlers, by operation. */
export const streamHandlers: Readonly<Record<string, SceneHandler>> = {
  giveStream({ what }: { what: string }, context, scene) {
    const [head = "", tail] = what.split(", then ");
    if (head === "an array") return given.three;
    if (head === "failure") throw tail === "declared" ? thingMissing() : new Error("a secret");
    return produce(head, tail, context, scene);
  },
  async *giveLarge({ count, size }: { count: number; size: number }, _context, { transcript }) {
    for (let index = 1; index <= count; index += 1) {
      transcript.memory.set("produced", index);
      yield "x".repeat(size);
    }
  },
  countProduced: (_input: unknown, _context, { transcript }) => transcript.memory.get("produced"),
  async sumStream(numbers: AsyncIterable<number>, _context, { note }) {
    let total = 0;
    note("reads its input");
    try {
      for await (const number of numbers) {
        if (number === 13) return total;
        if (number === 666) throw thingMissing();
        total += number;
      }
    } catch (reason) {
      note("sees its input fail", { code: fieldsOf(reason).code });
      throw reason;
    }
    return total;
  },
  async *doubleStream(numbers: AsyncIterable<number>) {
    for await (const number of numbers) yield number * 2;
  },
  async *giveBytes({ what }: { what: string }) {
    if (what === "failure") throw thingMissing();
    if (what === "nothing") return;
    yield new Uint8Array([1, 2, 3]);
    if (what === "some, then failure") throw thingMissing();
    yield (what === "text" ? "four" : new Uint8Array([4])) as Uint8Array;
  },
  async *echoBytes(chunks: AsyncIterable<Uint8Array>) {
    yield* chunks;
  },
};

async function* produce(
  what: string,
  then: string | undefined,
  { signal }: CallContext,
  { note }: Scene,
): AsyncGenerator<StreamItem, void, void> {
  try {
    for (const item of given[what] ?? []) yield item;
    if (then === "declared") throw thingMissing();
    if (then === "failure") throw new Error("a secret");
    if (then === "silence") {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      note("stops waiting", { code: fieldsOf(signal.reason).code });
    }
    for (let id = 100; then === "more"; id += 1) yield { id };
  } finally {
    if (then === "more") note("closes", { code: fieldsOf(signal.reason).code });
  }
}
