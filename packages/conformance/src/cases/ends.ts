/** The ends of calls, as observers on the caller's side receive them: policies and tracers. */

import type { ConformanceCase } from "../runner/case.ts";

/** A timeout in milliseconds, long enough for a first item to arrive. */
const soon = 1_000;

/** The `ends` family. */
export const endCases: readonly ConformanceCase[] = [
  {
    name: "ends/with-the-response",
    async run({ watched, settle }) {
      await settle("giveNumber", watched().invoke("giveNumber", { what: "one" }));
      await settle("fail", watched().invoke("fail", { how: "declared without details" }));
    },
    transcript: `
      conformance.giveNumber received {what: "one"}
      giveNumber ends well
      giveNumber settled 1
      conformance.fail received {how: "declared without details"}
      fail ends with already_exists
      fail failed already_exists, the class nameTaken, processed`,
  },
  {
    name: "ends/with-the-callers-error-for-an-output-outside-the-contract",
    async run({ watched, settle }) {
      await settle("calleeReturnsLess", watched("skewed catalogue").invoke("calleeReturnsLess", { a: 1 }));
    },
    transcript: `
      catalogue.calleeReturnsLess received {a: 1}
      calleeReturnsLess ends with internal
      calleeReturnsLess failed internal, processed`,
  },
  {
    name: "ends/with-the-response-to-a-client-stream",
    async run({ watched, settle }) {
      async function* numbers(): AsyncGenerator<number, void, void> {
        yield* [1, 2, 3];
      }
      await settle("sumStream", watched().invoke("sumStream", numbers()));
    },
    transcript: `
      conformance.sumStream reads its input
      sumStream ends well
      sumStream settled 6`,
  },
  {
    name: "ends/with-the-end-of-a-stream",
    async run({ watched, record }) {
      for await (const { id } of watched().read<{ id: number }>("giveStream", { what: "three" })) {
        record("reads", id);
      }
      record("has read");
    },
    transcript: `
      conformance.giveStream received {what: "three"}
      reads 1
      reads 2
      reads 3
      giveStream ends well
      has read`,
  },
  {
    name: "ends/with-the-error-of-a-stream",
    async run({ watched, settle }) {
      const items = watched().read("giveStream", { what: "three, then declared" });
      await settle("giveStream", readAll(items));
    },
    transcript: `
      conformance.giveStream received {what: "three, then declared"}
      giveStream ends with not_found
      giveStream failed not_found, the class thingMissing, details {id: 7, since: Date(2020-01-01T00:00:00.000Z)}, processed`,
  },
  {
    name: "ends/with-data-loss-of-bytes-that-break-off",
    async run({ watched, settle }) {
      await settle("giveBytes", readAll(watched().read("giveBytes", { what: "some, then failure" })));
    },
    transcript: `
      conformance.giveBytes received {what: "some, then failure"}
      giveBytes ends with data_loss
      giveBytes failed data_loss, maybe_sent`,
  },
  {
    name: "ends/well-when-the-reader-leaves",
    async run({ watched, seen }) {
      for await (const _ of watched().read("giveStream", { what: "three, then more" })) break;
      await seen("conformance.giveStream closes");
    },
    transcript: `
      conformance.giveStream received {what: "three, then more"}
      giveStream ends well
      conformance.giveStream closes {code: "canceled"}`,
  },
  {
    name: "ends/with-the-cancellation-of-a-stream",
    async run({ watched, settle, seen, unordered }) {
      await unordered(async () => {
        const controller = new AbortController();
        const { signal } = controller;
        const items = watched().read("giveStream", { what: "three, then silence" }, { signal })[Symbol.asyncIterator]();
        for (let item = 1; item <= 3; item += 1) await items.next();
        const next = items.next();
        controller.abort();
        await settle("giveStream", next);
        await seen("conformance.giveStream stops waiting");
      });
    },
    transcript: `
      conformance.giveStream received {what: "three, then silence"}
      conformance.giveStream stops waiting {code: "canceled"}
      giveStream ends with canceled
      giveStream failed canceled, maybe_sent, because of AbortError`,
  },
  {
    name: "ends/with-the-deadline-of-a-stream-that-is-not-read-on",
    async run({ watched, seen, unordered }) {
      await unordered(async () => {
        const items = watched().read("giveStream", { what: "three, then more" }, { timeoutMs: soon });
        await items[Symbol.asyncIterator]().next();
        await seen("giveStream ends");
        await seen("conformance.giveStream closes");
      });
    },
    transcript: `
      conformance.giveStream closes {code: "deadline_exceeded"}
      conformance.giveStream received {what: "three, then more"}
      giveStream ends with deadline_exceeded`,
  },
];

async function readAll(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}
