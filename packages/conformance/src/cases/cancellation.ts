/** Cancellation of calls by their callers. */

import { ServiceError } from "@seamline/core";
import type { ConformanceCase } from "../runner/case.ts";

/** A timeout in milliseconds, long enough for a call to reach its handler. */
const soon = 300;

/** The `cancellation` family. */
export const cancellationCases: readonly ConformanceCase[] = [
  {
    name: "cancellation/before-the-call-nothing-is-sent",
    async run({ call }) {
      await call("wait", {}, { signal: AbortSignal.abort() });
      await call("describe", {}, { signal: AbortSignal.abort("gone") });
    },
    transcript: `
      wait failed canceled, not_sent, because of AbortError
      describe failed canceled, not_sent, because of "gone"`,
  },
  {
    name: "cancellation/reaches-the-handler",
    async run({ client, settle, seen, unordered }) {
      await unordered(async () => {
        const controller = new AbortController();
        const pending = client().invoke("wait", {}, { signal: controller.signal });
        await seen("conformance.wait waits");
        controller.abort();
        await settle("wait", pending);
        await seen("conformance.wait stops waiting");
      });
    },
    transcript: `
      conformance.wait received {}
      conformance.wait stops waiting {code: "canceled"}
      conformance.wait waits
      wait failed canceled, maybe_sent, because of AbortError`,
  },
  {
    name: "cancellation/any-reason-becomes-a-service-error",
    async run({ client, settle, seen, open }) {
      const other = new ServiceError("unavailable", "the failure of another call", { sent: "not_sent" });
      const reasons = [undefined, "a text", new TypeError("an error"), null, { code: "not_found" }, other];
      for (const [index, reason] of reasons.entries()) {
        const controller = new AbortController();
        const pending = client().invoke("hold", {}, { signal: controller.signal });
        await seen("conformance.hold ignores its signal", index + 1);
        controller.abort(reason);
        await settle("hold", pending);
      }
      open("hold");
      await seen("conformance.hold finishes", reasons.length);
    },
    transcript: `
      ${["AbortError", '"a text"', "TypeError", "null", "an object", "ServiceError"]
        .map(
          (cause) => `
            conformance.hold received {}
            conformance.hold ignores its signal
            hold failed canceled, maybe_sent, because of ${cause}`,
        )
        .join("")}
      ${"conformance.hold finishes\n".repeat(6)}`,
  },
  {
    name: "cancellation/a-timeout-signal-is-a-deadline",
    async run({ client, settle, seen, open }) {
      await settle("hold", client().invoke("hold", {}, { signal: AbortSignal.timeout(soon) }));
      open("hold");
      await seen("conformance.hold finishes");
    },
    transcript: `
      conformance.hold received {}
      conformance.hold ignores its signal
      hold failed deadline_exceeded, maybe_sent, because of TimeoutError
      conformance.hold finishes`,
  },
  {
    name: "cancellation/reaches-the-handler-below",
    async run({ client, settle, seen, unordered }) {
      await unordered(async () => {
        const controller = new AbortController();
        const pending = client().invoke("waitBelow", {}, { signal: controller.signal });
        await seen("neighbour.wait waits");
        controller.abort();
        await settle("waitBelow", pending);
        await seen("conformance.waitBelow sees its call fail");
        await seen("neighbour.wait stops waiting");
      });
    },
    transcript: `
      conformance.waitBelow received {}
      conformance.waitBelow sees its call fail {code: "canceled"}
      neighbour.wait received {}
      neighbour.wait stops waiting {code: "canceled"}
      neighbour.wait waits
      waitBelow failed canceled, maybe_sent, because of AbortError`,
  },
  {
    name: "cancellation/a-late-result-is-dropped",
    async run({ client, settle, seen, open, record }) {
      const controller = new AbortController();
      const pending = client().invoke("hold", {}, { signal: controller.signal });
      await seen("conformance.hold ignores its signal");
      controller.abort();
      await settle("hold", pending);
      open("hold");
      await seen("conformance.hold finishes");
      await settle("hold", pending);
      record("the first settlement stands");
    },
    transcript: `
      conformance.hold received {}
      conformance.hold ignores its signal
      hold failed canceled, maybe_sent, because of AbortError
      conformance.hold finishes
      hold failed canceled, maybe_sent, because of AbortError
      the first settlement stands`,
  },
  {
    name: "cancellation/after-the-result-does-nothing",
    async run({ client, settle, record }) {
      const controller = new AbortController();
      const pending = client().invoke("giveNumber", { what: "one" }, { signal: controller.signal });
      await settle("giveNumber", pending);
      controller.abort();
      await settle("giveNumber", pending);
      record("nothing else happened");
    },
    transcript: `
      conformance.giveNumber received {what: "one"}
      giveNumber settled 1
      giveNumber settled 1
      nothing else happened`,
  },
  {
    name: "cancellation/one-signal-cancels-many-calls",
    async run({ client, settle, seen, unordered }) {
      await unordered(async () => {
        const controller = new AbortController();
        const { signal } = controller;
        const pending = ["one", "two", "three"].map((label) => settle(label, client().invoke("wait", {}, { signal })));
        await seen("conformance.wait waits", 3);
        controller.abort();
        await Promise.all(pending);
        await seen("conformance.wait stops waiting", 3);
      });
    },
    transcript: `
      ${"conformance.wait received {}\n".repeat(3)}
      ${'conformance.wait stops waiting {code: "canceled"}\n'.repeat(3)}
      ${"conformance.wait waits\n".repeat(3)}
      one failed canceled, maybe_sent, in conformance.wait, because of AbortError
      three failed canceled, maybe_sent, in conformance.wait, because of AbortError
      two failed canceled, maybe_sent, in conformance.wait, because of AbortError`,
  },
  {
    name: "cancellation/in-the-same-turn-wins",
    async run({ client, settle }) {
      const controller = new AbortController();
      const pending = client().invoke("unseen", {}, { signal: controller.signal });
      controller.abort();
      await settle("unseen", pending);
    },
    transcript: `
      unseen failed canceled, maybe_sent, because of AbortError`,
  },
];
