/** Client streams, bidirectional streams, and bytes. */

import type { ConformanceCase, Program } from "../runner/case.ts";
import { read } from "./read-stream.ts";

/** Client streams and bytes of the `streams` family. */
export const clientStreamCases: readonly ConformanceCase[] = [
  {
    name: "client-streams/an-endless-one-ends-at-the-deadline",
    async run({ client, settle }) {
      async function* endless(): AsyncGenerator<number, void, void> {
        for (;;) yield 1;
      }
      const consume = async (): Promise<void> => {
        for await (const _ of client().read("doubleStream", endless(), { timeoutMs: 300 }));
      };
      await settle("doubleStream", consume());
    },
    transcript: `
      doubleStream failed deadline_exceeded, maybe_sent`,
  },
  {
    name: "streams/a-client-stream-arrives-in-order",
    async run(program) {
      await program.settle("sumStream", program.client().invoke("sumStream", onceRead(program, 1, 2, 3)));
    },
    transcript: `
      conformance.sumStream reads its input
      sumStream settled 6`,
  },
  {
    name: "streams/a-client-stream-may-be-empty",
    async run(program) {
      await program.settle("sumStream", program.client().invoke("sumStream", onceRead(program)));
    },
    transcript: `
      conformance.sumStream reads its input
      sumStream settled 0`,
  },
  {
    name: "streams/a-client-stream-with-an-item-outside-the-contract",
    async run(program) {
      await program.unordered(async () => {
        await program.settle("sumStream", program.client().invoke("sumStream", onceRead(program, 1, "two", 3)));
        await program.seen("conformance.sumStream sees its input fail");
      });
    },
    transcript: `
      conformance.sumStream reads its input
      conformance.sumStream sees its input fail {code: "canceled"}
      sumStream failed invalid_argument, details {issues: [{path: "(root)", code: "invalid_type"}]}, maybe_sent`,
  },
  {
    name: "streams/a-client-stream-that-fails",
    async run(program) {
      await program.unordered(async () => {
        await program.settle(
          "sumStream",
          program.client().invoke("sumStream", onceRead(program, 1, new TypeError("the caller's own"))),
        );
        await program.seen("conformance.sumStream sees its input fail");
      });
    },
    transcript: `
      conformance.sumStream reads its input
      conformance.sumStream sees its input fail {code: "canceled"}
      sumStream failed internal, maybe_sent, because of TypeError`,
  },
  {
    name: "streams/a-client-stream-that-is-not-read-to-its-end",
    async run(program) {
      await program.unordered(async () => {
        await program.settle("sumStream", program.client().invoke("sumStream", each(program, 1, 13, 5)));
        await program.seen("the caller's generator is done");
      });
    },
    transcript: `
      conformance.sumStream reads its input
      sumStream settled 1
      the caller's generator is done`,
  },
  {
    name: "streams/a-client-stream-that-ends-with-an-error",
    async run(program) {
      await program.unordered(async () => {
        await program.settle("sumStream", program.client().invoke("sumStream", each(program, 1, 666)));
        await program.seen("the caller's generator is done");
      });
    },
    transcript: `
      conformance.sumStream reads its input
      conformance.sumStream sees its input fail {code: "not_found"}
      sumStream failed not_found, the class thingMissing, details {id: 7, since: Date(2020-01-01T00:00:00.000Z)}, processed
      the caller's generator is done`,
  },
  {
    name: "streams/a-client-stream-must-be-one",
    async run(program) {
      for (const input of [undefined, null, {}, [1, 2], "12"]) await program.call("sumStream", input);
    },
    transcript: `
      sumStream failed invalid_argument, not_sent
      sumStream failed invalid_argument, not_sent
      sumStream failed invalid_argument, not_sent
      sumStream failed invalid_argument, not_sent
      sumStream failed invalid_argument, not_sent`,
  },
  {
    name: "streams/both-ways",
    async run(program) {
      await program.unordered(async () => {
        await read(program, "doubleStream", each(program, 1, 2, 3));
      });
    },
    transcript: `
      doubleStream brings 2
      doubleStream brings 4
      doubleStream brings 6
      doubleStream settled "ended"
      the caller's generator is done`,
  },
  {
    name: "streams/both-ways-with-a-failing-caller",
    async run(program) {
      async function* failing(): AsyncGenerator<number, void, void> {
        yield 1;
        await program.seen("doubleStream brings");
        throw new TypeError("the caller's own");
      }
      await read(program, "doubleStream", failing());
    },
    transcript: `
      doubleStream brings 2
      doubleStream failed internal, maybe_sent, because of TypeError`,
  },
  {
    name: "streams/bytes-down",
    async run(program) {
      await readBytes(program, "giveBytes", { what: "all" });
    },
    transcript: `
      conformance.giveBytes received {what: "all"}
      giveBytes settled "ended"
      giveBytes brought [1, 2, 3, 4]`,
  },
  {
    name: "streams/bytes-down-may-be-none",
    async run(program) {
      await readBytes(program, "giveBytes", { what: "nothing" });
    },
    transcript: `
      conformance.giveBytes received {what: "nothing"}
      giveBytes settled "ended"
      giveBytes brought []`,
  },
  {
    name: "streams/bytes-that-fail-before-the-first",
    async run(program) {
      await readBytes(program, "giveBytes", { what: "failure" });
    },
    transcript: `
      conformance.giveBytes received {what: "failure"}
      giveBytes failed not_found, the class thingMissing, details {id: 7, since: Date(2020-01-01T00:00:00.000Z)}, processed
      giveBytes brought []`,
  },
  {
    name: "streams/bytes-that-fail-after-the-first",
    async run(program) {
      await readBytes(program, "giveBytes", { what: "some, then failure" });
    },
    transcript: `
      conformance.giveBytes received {what: "some, then failure"}
      giveBytes failed data_loss, maybe_sent
      giveBytes brought [1, 2, 3]`,
  },
  {
    name: "streams/bytes-that-are-none",
    async run(program) {
      await readBytes(program, "giveBytes", { what: "text" });
    },
    transcript: `
      conformance.giveBytes received {what: "text"}
      conformance.giveBytes reports a ServiceError, internal
      giveBytes failed data_loss, maybe_sent
      giveBytes brought [1, 2, 3]`,
  },
  {
    name: "streams/bytes-both-ways",
    async run(program) {
      const chunks = [new Uint8Array([1, 2]), new Uint8Array([]), new Uint8Array([3])];
      await readBytes(program, "echoBytes", each(program, ...chunks));
    },
    transcript: `
      the caller's generator is done
      echoBytes settled "ended"
      echoBytes brought [1, 2, 3]`,
  },
];

/** Reads a stream of bytes as one piece, because the bounds of chunks have no meaning. */
async function readBytes(program: Program, operation: string, input: unknown): Promise<void> {
  const found: number[] = [];
  const consume = async (): Promise<string> => {
    for await (const chunk of program.client().read<Uint8Array>(operation, input)) found.push(...chunk);
    return "ended";
  };
  const settled = program.settle(operation, consume());
  await settled;
  program.record(`${operation} brought`, found);
}

/** Yields the items, and records a line when the generator ends. */
async function* each<Item>(program: Program, ...items: Item[]): AsyncGenerator<Item, void, void> {
  try {
    yield* items;
  } finally {
    program.record("the caller's generator is done");
  }
}

/** Yields the items once the callee reads; an error among them is thrown. */
async function* onceRead(program: Program, ...items: unknown[]): AsyncGenerator<unknown, void, void> {
  await program.seen("conformance.sumStream reads its input");
  for (const item of items) {
    if (item instanceof Error) throw item;
    yield item;
  }
}
