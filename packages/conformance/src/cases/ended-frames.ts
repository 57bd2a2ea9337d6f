/** Calls from code that has outlived the call in whose async frame it runs. */

import type { ConformanceCase } from "../runner/case.ts";
import { printContextReport as report } from "./context-report.ts";

type Stated = Parameters<typeof report>[0];

const options = { principal: { id: "ada" }, tenant: "north", locale: "de", metadata: { a: "1" } };

function leaving(how: string, stated: Stated): ConformanceCase {
  const chain = [
    { ...stated, caller: '"catalogue"' },
    { ...stated, caller: '"conformance"', depth: "2" },
    { ...stated, caller: '"neighbour"', depth: "3" },
  ];
  return {
    name: `context/after-the-end-work-that-was-left-${how}`,
    async run({ client, settle, open, seen }) {
      await settle("leave", client("catalogue").invoke("leave", { how }, options));
      open("leave");
      await seen("catalogue.leave calls on");
    },
    transcript: `
      catalogue.leave received {how: "${how}"}
      leave settled undefined
      conformance.relay received {}
      neighbour.relay received {}
      conformance.describe received {}
      catalogue.leave calls on [${chain.map(report).join(", ")}]`,
  };
}

/** Cases of the `context` and `cancellation` families. */
export const endedFrameCases: readonly ConformanceCase[] = [
  leaving("behind", {}),
  leaving("detached", {}),
  leaving("stated", { principal: '{id: "ada"}' }),
  {
    name: "cancellation/of-the-call-that-armed-a-queue-leaves-its-entries-alone",
    run: ({ client, settle, open, seen, unordered }) =>
      unordered(async () => {
        const controller = new AbortController();
        const pending = client("catalogue").invoke("arm", {}, { ...options, signal: controller.signal });
        await seen("catalogue.arm arms the queue");
        controller.abort();
        await settle("arm", pending);
        await seen("catalogue.arm is canceled");
        open("queue");
        await seen("catalogue.arm flushes");
      }),
    transcript: `
      arm failed canceled, maybe_sent, because of AbortError
      catalogue.arm arms the queue
      catalogue.arm flushes ${report({ caller: '"catalogue"' })}
      catalogue.arm is canceled
      catalogue.arm received {}
      conformance.describe received {}`,
  },
];
