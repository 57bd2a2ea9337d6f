/** The conformance suite over the transports of core: in-process, and in-process in strict mode. */

import { describe, expect, it } from "vitest";
import { conformanceCases, inProcessTarget, printDifference, runConformance, strictTarget } from "../src/index.ts";

const families = Map.groupBy(conformanceCases, ({ name }) => name.split("/")[0]);

describe("createInProcessTransport", () => {
  it.each([...families])("produces the expected transcripts of %s", async (_family, cases) => {
    const report = await runConformance({
      targets: [inProcessTarget(), strictTarget()],
      cases,
    });
    expect(report.transcripts).toBe(2 * cases.length);
    expect(report.different.map(printDifference).join("\n")).toBe("");
  });
});
