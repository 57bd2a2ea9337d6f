/**
 * Calls over three hops, catalogue → conformance → neighbour: deadlines and cancellation reach the
 * last.
 */

import type { ConformanceCase, Program } from "../runner/case.ts";

/** A timeout in milliseconds, long enough for a call to reach its last handler. */
const soon = 300;

interface Far {
  readonly own: number;
  readonly child: number;
  readonly grandchild: number;
}

/** The sorted transcript of the three handlers of `waitFar` and of the caller. */
function waitingFar(code: string, cause: string): string {
  return `
    catalogue.waitFar received {}
    conformance.waitBelow received {}
    conformance.waitBelow sees its call fail {code: "${code}"}
    neighbour.wait received {}
    neighbour.wait stops waiting {code: "${code}"}
    neighbour.wait waits
    waitFar failed ${code}, maybe_sent${cause}`;
}

async function seeTheEnd({ seen }: Program): Promise<void> {
  await seen("conformance.waitBelow sees its call fail");
  await seen("neighbour.wait stops waiting");
}

function abortCase(name: string, reason: unknown, code: string, cause: string): ConformanceCase {
  return {
    name: `cancellation/${name}`,
    run: (program) =>
      program.unordered(async () => {
        const { client, settle, seen } = program;
        const controller = new AbortController();
        const pending = client("catalogue").invoke("waitFar", {}, { signal: controller.signal });
        await seen("neighbour.wait waits");
        controller.abort(reason);
        await settle("waitFar", pending);
        await seeTheEnd(program);
      }),
    transcript: waitingFar(code, cause),
  };
}

function measureCase(name: string, timeoutMs: number, below: number | undefined, checks: Checks): ConformanceCase {
  return {
    name: `deadline/${name}`,
    async run({ client, record }) {
      const input = below === undefined ? {} : { timeoutMs: below };
      const far = await client("catalogue").invoke<Far>("measureFar", input, { timeoutMs });
      for (const [text, check] of Object.entries(checks)) record(text, check(far));
    },
    transcript: `
      catalogue.measureFar received ${below === undefined ? "{}" : `{timeoutMs: ${below}}`}
      conformance.measureChild received {}
      neighbour.measure received {}
      ${Object.keys(checks)
        .map((text) => `${text} true`)
        .join("\n")}`,
  };
}

type Checks = Readonly<Record<string, (far: Far) => boolean>>;

/** The tolerance in milliseconds: both ends of a connection may round up. */
const slackMs = 1;

/** The cases of three hops in the families `deadline` and `cancellation`. */
export const farCallCases: readonly ConformanceCase[] = [
  abortCase("reaches-the-third-handler", undefined, "canceled", ", because of AbortError"),
  abortCase("with-a-text-reaches-the-third-handler", "enough", "canceled", ', because of "enough"'),
  abortCase("with-an-error-reaches-the-third-handler", new RangeError("enough"), "canceled", ", because of RangeError"),
  {
    name: "cancellation/by-a-timeout-signal-reaches-the-third-handler",
    run: (program) =>
      program.unordered(async () => {
        const signal = AbortSignal.timeout(soon);
        await program.settle("waitFar", program.client("catalogue").invoke("waitFar", {}, { signal }));
        await seeTheEnd(program);
      }),
    // Callees receive a cancellation, not that the caller's signal timed out.
    transcript: waitingFar("canceled", ", because of TimeoutError").replace(
      "waitFar failed canceled",
      "waitFar failed deadline_exceeded",
    ),
  },
  {
    name: "deadline/reaches-the-third-handler",
    run: (program) =>
      program.unordered(async () => {
        await program.settle("waitFar", program.client("catalogue").invoke("waitFar", {}, { timeoutMs: soon }));
        await seeTheEnd(program);
      }),
    transcript: waitingFar("deadline_exceeded", ""),
  },
  measureCase("shrinks-from-hop-to-hop", 5000, undefined, {
    "the child has no more than its parent": ({ own, child }) => child <= Math.ceil(own) + slackMs,
    "nor has the grandchild": ({ child, grandchild }) => grandchild <= Math.ceil(child) + slackMs,
    "most is left": ({ grandchild }) => grandchild > 2500,
  }),
  measureCase("a-longer-timeout-below-gives-no-more", 5000, 60_000, {
    "the child has no more than its parent": ({ own, child }) => child <= Math.ceil(own) + slackMs,
    "the grandchild has at most what the first call has": ({ grandchild }) => grandchild <= 5000 + slackMs,
  }),
  measureCase("a-shorter-timeout-below-holds-from-there-on", 5000, 2000, {
    "the first has its own": ({ own }) => own > 2500 && own <= 5000,
    "the child has what it was given": ({ child }) => child > 1000 && child <= 2000 + slackMs,
    "the grandchild too": ({ grandchild }) => grandchild > 1000 && grandchild <= 2000 + slackMs,
  }),
  {
    name: "deadline/an-operation-has-its-own",
    async run({ client, record }) {
      const catalogue = client("catalogue");
      const left = async (name: string, timeoutMs?: number): Promise<number> =>
        await catalogue.invoke<number>(name, {}, timeoutMs === undefined ? {} : { timeoutMs });
      record("as declared, 700 ms", (await left("quick")) <= 700);
      record("a caller may ask for more", (await left("quick", 5000)) > 2500);
      record("more than the usual cap, where declared", (await left("patient")) > 40_000);
      record("and less", (await left("patient", 5000)) <= 5000);
      record("but never more than declared", (await left("patient", 90_000)) <= 45_000);
    },
    transcript: `
      catalogue.quick received {}
      as declared, 700 ms true
      catalogue.quick received {}
      a caller may ask for more true
      catalogue.patient received {}
      more than the usual cap, where declared true
      catalogue.patient received {}
      and less true
      catalogue.patient received {}
      but never more than declared true`,
  },
  {
    name: "deadline/of-an-operation-ends-its-calls",
    async run({ client, settle, seen, unordered }) {
      await unordered(async () => {
        await settle("waitQuick", client("catalogue").invoke("waitQuick"));
        await seen("catalogue.waitQuick stops waiting");
      });
    },
    transcript: `
      catalogue.waitQuick received {}
      catalogue.waitQuick stops waiting
      waitQuick failed deadline_exceeded, maybe_sent`,
  },
  {
    name: "cancellation/of-one-call-leaves-others-alone",
    async run({ client, settle, seen, open, record }) {
      const [first, second] = [new AbortController(), new AbortController()];
      const gone = client().invoke("hold", {}, { signal: first.signal });
      await seen("conformance.hold ignores its signal");
      const kept = client().invoke("hold", {}, { signal: second.signal });
      await seen("conformance.hold ignores its signal", 2);
      first.abort();
      await settle("gone", gone);
      record("the gate opens");
      open("hold");
      await settle("kept", kept);
      await seen("conformance.hold finishes", 2);
    },
    transcript: `
      conformance.hold received {}
      conformance.hold ignores its signal
      conformance.hold received {}
      conformance.hold ignores its signal
      gone failed canceled, maybe_sent, in conformance.hold, because of AbortError
      the gate opens
      conformance.hold finishes
      conformance.hold finishes
      kept settled "late"`,
  },
  {
    name: "cancellation/a-signal-can-be-used-again-until-it-is-aborted",
    async run({ call }) {
      const controller = new AbortController();
      for (let turn = 0; turn < 3; turn += 1) await call("giveNumber", { what: "one" }, { signal: controller.signal });
      controller.abort();
      await call("giveNumber", { what: "one" }, { signal: controller.signal });
    },
    transcript: `
      ${'conformance.giveNumber received {what: "one"}\ngiveNumber settled 1\n'.repeat(3)}
      giveNumber failed canceled, not_sent, because of AbortError`,
  },
  {
    name: "cancellation/before-the-call-comes-after-checking-the-input",
    async run({ call }) {
      await call("giveNumber", { what: 1 }, { signal: AbortSignal.abort() });
      await call("giveNumber", { what: "one" }, { signal: AbortSignal.abort(), timeoutMs: -1 });
    },
    transcript: `
      giveNumber failed invalid_argument, details {issues: [{path: "what", code: "invalid_type"}]}, not_sent
      giveNumber failed invalid_argument, not_sent`,
  },
];
