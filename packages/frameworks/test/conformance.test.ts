/** The conformance suite over applications in memory. */

import { conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import { foreignTargetThrough } from "@seamline/http/test/targets/foreign.ts";
import { foreignCases } from "@seamline/http/test/targets/foreign-cases.ts";
import { describe, expect, it } from "vitest";
import { createAppTransport } from "../src/index.ts";
import { appTarget } from "./targets/app.ts";

describe("contracts in an application", () => {
  it.each([...Map.groupBy(conformanceCases, ({ name }) => name.split("/")[0])])(
    "conform in %s",
    async (_family, cases) => {
      const report = await runConformance({ targets: [appTarget()], cases });
      expect(report.transcripts).toBe(cases.length);
      expect(report.different.map(printDifference).join("\n")).toBe("");
    },
  );
});

/** The target of HTTP's `foreign`, whose listener is called in memory. */
const foreignAppTarget = foreignTargetThrough("foreign app", async (listener) => ({
  connect: () => createAppTransport(listener, { foreign: true }),
  async close() {},
}));

describe("an application that does not know Seamline", () => {
  it.each([...Map.groupBy(foreignCases, ({ name }) => name.split("/")[0])])(
    "conforms in %s",
    async (_family, cases) => {
      const report = await runConformance({ targets: [foreignAppTarget], cases });
      expect(report.transcripts).toBe(cases.length);
      expect(report.different.map(printDifference).join("\n")).toBe("");
    },
  );
});
