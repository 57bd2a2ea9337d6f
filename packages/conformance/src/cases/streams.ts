/** Server streams: their order, end, errors and pace, and readers that stop early. */

import type { ConformanceCase } from "../runner/case.ts";
import { read, readFrom } from "./read-stream.ts";

/** Server streams of the `streams` family. */
export const streamCases: readonly ConformanceCase[] = [
  {
    name: "streams/items-arrive-in-order",
    async run(program) {
      await read(program, "giveStream", { what: "three" });
    },
    transcript: `
      conformance.giveStream received {what: "three"}
      giveStream brings {id: 1, kind: "plain"}
      giveStream brings {id: 2, kind: "plain"}
      giveStream brings {id: 3, kind: "plain"}
      giveStream settled "ended"`,
  },
  {
    name: "streams/may-be-empty",
    async run(program) {
      await read(program, "giveStream", { what: "none" });
    },
    transcript: `
      conformance.giveStream received {what: "none"}
      giveStream settled "ended"`,
  },
  {
    name: "streams/items-are-domain-values",
    async run(program) {
      await read(program, "giveStream", { what: "rich" });
    },
    transcript: `
      conformance.giveStream received {what: "rich"}
      giveStream brings {id: 1, at: Date(1970-01-01T00:00:00.000Z), kind: "plain"}
      giveStream brings {id: 2, kind: "other"}
      giveStream settled "ended"`,
  },
  {
    name: "streams/an-error-before-the-first-item",
    async run(program) {
      await read(program, "giveStream", { what: "failure, then declared" });
    },
    transcript: `
      conformance.giveStream received {what: "failure, then declared"}
      giveStream failed not_found, the class thingMissing, details {id: 7, since: Date(2020-01-01T00:00:00.000Z)}, processed`,
  },
  {
    name: "streams/an-undeclared-error-before-the-first-item",
    async run(program) {
      await read(program, "giveStream", { what: "failure" });
    },
    transcript: `
      conformance.giveStream received {what: "failure"}
      conformance.giveStream reports Error: a secret
      giveStream failed internal, processed`,
  },
  {
    name: "streams/items-then-a-declared-error",
    async run(program) {
      await read(program, "giveStream", { what: "three, then declared" });
    },
    transcript: `
      conformance.giveStream received {what: "three, then declared"}
      giveStream brings {id: 1, kind: "plain"}
      giveStream brings {id: 2, kind: "plain"}
      giveStream brings {id: 3, kind: "plain"}
      giveStream failed not_found, the class thingMissing, details {id: 7, since: Date(2020-01-01T00:00:00.000Z)}, processed`,
  },
  {
    name: "streams/items-then-an-undeclared-error",
    async run(program) {
      await program.unordered(async () => {
        await read(program, "giveStream", { what: "three, then failure" });
      });
    },
    transcript: `
      conformance.giveStream received {what: "three, then failure"}
      conformance.giveStream reports Error: a secret
      giveStream brings {id: 1, kind: "plain"}
      giveStream brings {id: 2, kind: "plain"}
      giveStream brings {id: 3, kind: "plain"}
      giveStream failed internal, processed`,
  },
  {
    name: "streams/no-items-then-an-error",
    async run(program) {
      await read(program, "giveStream", { what: "none, then declared" });
    },
    transcript: `
      conformance.giveStream received {what: "none, then declared"}
      giveStream failed not_found, the class thingMissing, details {id: 7, since: Date(2020-01-01T00:00:00.000Z)}, processed`,
  },
  {
    name: "streams/an-item-outside-the-contract-ends-it",
    async run(program) {
      await program.unordered(async () => {
        await read(program, "giveStream", { what: "bad third" });
      });
    },
    transcript: `
      conformance.giveStream received {what: "bad third"}
      conformance.giveStream reports a ServiceError, internal
      giveStream brings {id: 1, kind: "plain"}
      giveStream brings {id: 2, kind: "plain"}
      giveStream failed internal, processed`,
  },
  {
    name: "streams/a-first-item-outside-the-contract",
    async run(program) {
      await read(program, "giveStream", { what: "bad first" });
    },
    transcript: `
      conformance.giveStream received {what: "bad first"}
      conformance.giveStream reports a ServiceError, internal
      giveStream failed internal, processed`,
  },
  {
    name: "streams/an-output-that-is-no-stream",
    async run(program) {
      await read(program, "giveStream", { what: "an array" });
    },
    transcript: `
      conformance.giveStream received {what: "an array"}
      conformance.giveStream reports a ServiceError, internal
      giveStream failed internal, processed`,
  },
  {
    name: "streams/a-bad-input-is-not-sent",
    async run(program) {
      await read(program, "giveStream", { what: 1 });
    },
    transcript: `
      giveStream failed invalid_argument, details {issues: [{path: "what", code: "invalid_type"}]}, not_sent`,
  },
  {
    name: "streams/unread-it-is-never-called",
    async run(program) {
      program.client().read("giveStream", { what: "three" });
      const left = program.client().read("giveStream", { what: "three" })[Symbol.asyncIterator]();
      await left.return?.();
      await program.call("giveNumber", { what: "one" });
    },
    transcript: `
      conformance.giveNumber received {what: "one"}
      giveNumber settled 1`,
  },
  {
    name: "streams/the-input-is-taken-when-it-is-given",
    async run(program) {
      const input = { what: "three" };
      const items = program.client().read("giveStream", input);
      input.what = "none";
      await readFrom(program, "giveStream", items);
    },
    transcript: `
      conformance.giveStream received {what: "three"}
      giveStream brings {id: 1, kind: "plain"}
      giveStream brings {id: 2, kind: "plain"}
      giveStream brings {id: 3, kind: "plain"}
      giveStream settled "ended"`,
  },
  {
    name: "streams/a-second-consumer-is-refused",
    async run(program) {
      const items = program.client().read("giveStream", { what: "none" });
      await readFrom(program, "giveStream", items);
      await program.settle("again", readFrom({ ...program, settle: async (_, pending) => pending }, "again", items));
    },
    transcript: `
      conformance.giveStream received {what: "none"}
      giveStream settled "ended"
      again failed failed_precondition, not_sent, in conformance.giveStream`,
  },
  {
    name: "streams/the-producer-keeps-the-consumers-pace",
    async run(program) {
      const { client, record } = program;
      const items = client().read("giveLarge", { count: 24, size: 2 * 1024 * 1024 }, { timeoutMs: 30_000 });
      let read = 0;
      let ahead = 0;
      for await (const _ of items) {
        read += 1;
        ahead = Math.max(ahead, (await client().invoke<number>("countProduced")) - read);
      }
      record("all are read, none more than 16 ahead", { read, within: ahead <= 16 });
    },
    transcript: `
      conformance.giveLarge received {count: 24, size: 2097152}
      all are read, none more than 16 ahead {read: 24, within: true}`,
  },
  {
    name: "streams/an-item-that-is-too-large",
    async run(program) {
      await read(program, "giveLarge", { count: 1, size: 9 * 1024 * 1024 });
    },
    transcript: `
      conformance.giveLarge received {count: 1, size: 9437184}
      conformance.giveLarge reports a ServiceError, resource_exhausted
      giveLarge failed resource_exhausted, processed`,
  },
  {
    name: "streams/the-context-is-there-at-every-item",
    async run(program) {
      await program.unordered(async () => {
        const options = { tenant: "t1", metadata: { one: ["a"] } };
        await read(program, "describeOften", { times: 2 }, options);
      });
    },
    transcript: `
      conformance.describeOften received {times: 2}
      describeOften brings {caller: "conformance", origin: "service", depth: 2, principal: null, tenant: "t1", locale: null, metadata: {one: ["a"]}, idempotencyKey: null}
      describeOften brings {caller: null, origin: "service", depth: 1, principal: null, tenant: "t1", locale: null, metadata: {one: ["a"]}, idempotencyKey: null}
      describeOften settled "ended"
      neighbour.describe received {}`,
  },
];
