/** The order and nesting of calls, and calls between two versions of a contract. */

import type { ConformanceCase } from "../runner/case.ts";
import { read } from "./read-stream.ts";

/** The `calls` family. */
export const callCases: readonly ConformanceCase[] = [
  {
    name: "calls/options-that-are-none-are-refused",
    async run(program) {
      const { call } = program;
      await call("describe", {}, null as never);
      await call("describe", {}, { timeout: 100 } as never);
      await call("describe", {}, { timeoutMs: "5" } as never);
      await call("describe", {}, { metadata: "a" } as never);
      await call("describe", {}, { signal: new AbortController() } as never);
      await call("describe", {}, { signal: { aborted: false, addEventListener: null } } as never);
      await read(program, "giveStream", { what: "three" }, { signal: new EventTarget() } as never);
      await read(program, "giveStream", { what: "three" }, [] as never);
    },
    transcript: `
      ${"describe failed invalid_argument, not_sent\n".repeat(6)}
      ${"giveStream failed invalid_argument, not_sent\n".repeat(2)}`,
  },
  {
    name: "calls/are-never-synchronous",
    async run({ client, settle, record }) {
      const pending = client().invoke("giveNumber", { what: "one" });
      record("the caller goes on");
      await settle("giveNumber", pending);
    },
    transcript: `
      the caller goes on
      conformance.giveNumber received {what: "one"}
      giveNumber settled 1`,
  },
  {
    name: "calls/refused-inputs-are-rejections",
    async run({ client, settle, record }) {
      const pending = client().invoke("giveNumber", { what: 1 });
      record("the caller goes on");
      await settle("giveNumber", pending);
    },
    transcript: `
      the caller goes on
      giveNumber failed invalid_argument, details {issues: [{path: "what", code: "invalid_type"}]}, not_sent`,
  },
  {
    name: "calls/a-handler-that-throws-at-once-rejects",
    async run({ client, settle, record }) {
      const pending = client().invoke("fail", { how: "declared without details" });
      record("the caller goes on");
      await settle("fail", pending);
    },
    transcript: `
      the caller goes on
      conformance.fail received {how: "declared without details"}
      fail failed already_exists, the class nameTaken, processed`,
  },
  {
    name: "calls/run-at-the-same-time",
    async run({ client, settle, record, seen, open }) {
      const held = client().invoke("hold");
      await seen("conformance.hold ignores its signal");
      await settle("giveNumber", client().invoke("giveNumber", { what: "one" }));
      record("the gate opens");
      open("hold");
      await settle("hold", held);
    },
    transcript: `
      conformance.hold received {}
      conformance.hold ignores its signal
      conformance.giveNumber received {what: "one"}
      giveNumber settled 1
      the gate opens
      conformance.hold finishes
      hold settled "late"`,
  },
  {
    name: "calls/many-in-a-row-leave-room-for-others",
    async run({ client, record }) {
      let others = 0;
      setImmediate(() => {
        others += 1;
      });
      for (let count = 0; count < 2000 && others === 0; count += 1) await client().invoke("unseen");
      record("others had their turn", others);
    },
    transcript: `
      others had their turn 1`,
  },
  {
    name: "calls/what-the-callee-does-not-know-is-unimplemented",
    async run({ client, settle }) {
      await settle("addedLater", client("newer conformance").invoke("addedLater"));
    },
    transcript: `
      addedLater failed unimplemented, processed`,
  },
  {
    name: "calls/a-newer-caller-is-understood",
    async run({ client, settle }) {
      await settle("echoItems", client("newer conformance").invoke("echoItems", { items: [{ id: 1 }], note: "new" }));
    },
    transcript: `
      conformance.echoItems received {items: [{id: 1}]}
      echoItems settled {items: [{id: 1}]}`,
  },
  {
    name: "calls/an-output-outside-the-callers-contract-is-internal",
    async run({ client, settle }) {
      await settle("giveItems", client("newer conformance").invoke("giveItems", { what: "extra keys" }));
    },
    transcript: `
      conformance.giveItems received {what: "extra keys"}
      giveItems failed internal, processed`,
  },
  {
    name: "calls/nest-at-most-64-deep",
    async run({ call }) {
      await call("descend");
    },
    transcript: `
      descend settled {deepest: 64, code: "resource_exhausted"}`,
  },
  {
    name: "calls/bad-options-are-refused",
    async run({ call }) {
      for (const timeoutMs of [0, -1, Number.NaN, 2 ** 31, "1000" as never]) await call("describe", {}, { timeoutMs });
      for (const idempotencyKey of ["", "a b", "x".repeat(256), "\r\n"]) await call("describe", {}, { idempotencyKey });
    },
    transcript: "describe failed invalid_argument, not_sent\n".repeat(9),
  },
];
