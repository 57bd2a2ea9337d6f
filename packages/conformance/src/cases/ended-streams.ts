/** Output streams that end before their producer is done: left, canceled, or late. */

import type { ConformanceCase } from "../runner/case.ts";
import { read, readFrom } from "./read-stream.ts";

/** Milliseconds of a deadline that passes soon. */
const soon = 300;

/** Cases of the `streams` family. */
export const endedStreamCases: readonly ConformanceCase[] = [
  {
    name: "streams/leaving-it-closes-the-producer",
    async run(program) {
      for await (const item of program.client().read<{ id: number }>("giveStream", { what: "three, then more" })) {
        program.record("brings", item);
        if (item.id === 2) break;
      }
      await program.seen("conformance.giveStream closes");
    },
    transcript: `
      conformance.giveStream received {what: "three, then more"}
      brings {id: 1, kind: "plain"}
      brings {id: 2, kind: "plain"}
      conformance.giveStream closes {code: "canceled"}`,
  },
  {
    name: "streams/cancellation-reaches-the-producer",
    async run(program) {
      await program.unordered(async () => {
        const controller = new AbortController();
        const { signal } = controller;
        const items = program.client().read("giveStream", { what: "three, then silence" }, { signal });
        const reading = readFrom(program, "giveStream", items);
        await program.seen("giveStream brings", 3);
        controller.abort();
        await reading;
        await program.seen("conformance.giveStream stops waiting");
      });
    },
    transcript: `
      conformance.giveStream received {what: "three, then silence"}
      conformance.giveStream stops waiting {code: "canceled"}
      giveStream brings {id: 1, kind: "plain"}
      giveStream brings {id: 2, kind: "plain"}
      giveStream brings {id: 3, kind: "plain"}
      giveStream failed canceled, maybe_sent, because of AbortError`,
  },
  {
    name: "streams/a-deadline-ends-it",
    async run(program) {
      const input = { what: "three, then silence" };
      await program.unordered(async () => {
        await read(program, "giveStream", input, { timeoutMs: soon });
        await program.seen("conformance.giveStream stops waiting");
      });
    },
    transcript: `
      conformance.giveStream received {what: "three, then silence"}
      conformance.giveStream stops waiting {code: "deadline_exceeded"}
      giveStream brings {id: 1, kind: "plain"}
      giveStream brings {id: 2, kind: "plain"}
      giveStream brings {id: 3, kind: "plain"}
      giveStream failed deadline_exceeded, maybe_sent`,
  },
  {
    name: "streams/an-endless-one-ends-at-the-deadline-and-starves-nothing",
    async run(program) {
      const { client, record, settle, seen, unordered } = program;
      let fired = false;
      setTimeout(() => {
        fired = true;
      }, 1);
      await unordered(async () => {
        const items = client().read("giveStream", { what: "none, then more" }, { timeoutMs: 2 * soon });
        const consume = async (): Promise<void> => {
          for await (const _ of items);
        };
        await settle("giveStream", consume());
        await seen("conformance.giveStream closes");
      });
      record("a timer fired meanwhile", fired);
    },
    transcript: `
      conformance.giveStream closes {code: "deadline_exceeded"}
      conformance.giveStream received {what: "none, then more"}
      giveStream failed deadline_exceeded, maybe_sent
      a timer fired meanwhile true`,
  },
  {
    name: "streams/a-reader-may-leave-while-an-item-is-pending",
    async run({ client, record, seen, unordered }) {
      for (const leave of ["return", "throw"] as const) {
        await unordered(async () => {
          const items = client().read("giveStream", { what: "three, then silence" });
          const reader = items[Symbol.asyncIterator]();
          for (let index = 0; index < 3; index += 1) await reader.next();
          const pending = reader.next();
          const left = reader[leave]?.(new TypeError("enough"));
          record("the pending item", await pending);
          record(
            "leaving",
            await left?.then(
              ({ done }) => ({ done }),
              (reason) => reason.message,
            ),
          );
          await seen("conformance.giveStream stops waiting", leave === "return" ? 1 : 2);
        });
      }
    },
    transcript: `
      conformance.giveStream received {what: "three, then silence"}
      conformance.giveStream stops waiting {code: "canceled"}
      leaving {done: true}
      the pending item {value: undefined, done: true}
      conformance.giveStream received {what: "three, then silence"}
      conformance.giveStream stops waiting {code: "canceled"}
      leaving "enough"
      the pending item {value: undefined, done: true}`,
  },
];
