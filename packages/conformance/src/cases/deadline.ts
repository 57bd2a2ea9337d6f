/** Deadlines of calls. */

import type { ConformanceCase } from "../runner/case.ts";

/** A timeout in milliseconds, long enough for a call to reach its handler. */
const soon = 300;

/** The `deadline` family. */
export const deadlineCases: readonly ConformanceCase[] = [
  {
    name: "deadline/every-call-has-one",
    async run({ client, record }) {
      record("by default, of 10 s remain", await remaining(client().invoke<number>("measure"), 10_000));
      record(
        "as asked, of 5 s remain",
        await remaining(client().invoke<number>("measure", {}, { timeoutMs: 5000 }), 5000),
      );
      const endless = client().invoke<number>("measure", {}, { timeoutMs: Number.POSITIVE_INFINITY });
      record("at most, of 30 s remain", await remaining(endless, 30_000));
    },
    transcript: `
      conformance.measure received {}
      by default, of 10 s remain "most"
      conformance.measure received {}
      as asked, of 5 s remain "most"
      conformance.measure received {}
      at most, of 30 s remain "most"`,
  },
  {
    name: "deadline/calls-below-have-what-remains",
    async run({ client, record }) {
      const times = await client().invoke<{
        parent: number;
        child: number;
      }>("measureChild", {}, { timeoutMs: 5000 });
      record("the child has more than its parent", times.child > Math.ceil(times.parent));
      record("of 5 s remain", await remaining(Promise.resolve(times.child), 5000));
    },
    transcript: `
      conformance.measureChild received {}
      neighbour.measure received {}
      the child has more than its parent false
      of 5 s remain "most"`,
  },
  {
    name: "deadline/a-passed-deadline-ends-the-call",
    async run({ client, settle, seen, unordered }) {
      await unordered(async () => {
        await settle("wait", client().invoke("wait", {}, { timeoutMs: soon }));
        await seen("conformance.wait stops waiting");
      });
    },
    transcript: `
      conformance.wait received {}
      conformance.wait stops waiting {code: "deadline_exceeded"}
      conformance.wait waits
      wait failed deadline_exceeded, maybe_sent`,
  },
  {
    name: "deadline/a-handler-that-ignores-it-cannot-keep-the-caller",
    async run({ client, settle, open, seen, record }) {
      await settle("hold", client().invoke("hold", {}, { timeoutMs: soon }));
      record("the gate opens");
      open("hold");
      await seen("conformance.hold finishes");
      await settle("the next call", client().invoke("giveNumber", { what: "one" }));
    },
    transcript: `
      conformance.hold received {}
      conformance.hold ignores its signal
      hold failed deadline_exceeded, maybe_sent
      the gate opens
      conformance.hold finishes
      conformance.giveNumber received {what: "one"}
      the next call settled 1`,
  },
  {
    name: "deadline/a-handler-that-computes-past-it-is-late",
    async run({ call }) {
      await call("compute", { ms: soon / 2 }, { timeoutMs: soon * 10 });
      await call("compute", { ms: soon }, { timeoutMs: soon / 3 });
    },
    transcript: `
      conformance.compute received {ms: 150}
      compute settled "computed"
      conformance.compute received {ms: 300}
      compute failed deadline_exceeded, maybe_sent`,
  },
  {
    name: "deadline/reaches-the-handler-below",
    async run({ client, settle, seen, unordered }) {
      await unordered(async () => {
        await settle("waitBelow", client().invoke("waitBelow", {}, { timeoutMs: soon }));
        await seen("conformance.waitBelow sees its call fail");
        await seen("neighbour.wait stops waiting");
      });
    },
    transcript: `
      conformance.waitBelow received {}
      conformance.waitBelow sees its call fail {code: "deadline_exceeded"}
      neighbour.wait received {}
      neighbour.wait stops waiting {code: "deadline_exceeded"}
      neighbour.wait waits
      waitBelow failed deadline_exceeded, maybe_sent`,
  },
];

/** Describes the remaining time independently of the machine's speed. */
async function remaining(pending: Promise<number>, whole: number): Promise<string> {
  const left = await pending;
  return left > whole ? `more than ${whole} ms` : left > whole / 2 ? "most" : `only ${left} ms`;
}
