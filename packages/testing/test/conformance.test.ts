/** The conformance suite over mocks. Verification compares it with all other transports, words of messages included. */

import { conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import { describe, expect, it } from "vitest";
import { mockTarget } from "./targets/mock.ts";

const families = Map.groupBy(conformanceCases, ({ name }) => name.split("/")[0]);

describe("createMock", () => {
  it.each([...families])("leaves the transcripts of %s", async (_family, cases) => {
    const report = await runConformance({ targets: [mockTarget()], cases });
    expect(report.transcripts).toBe(cases.length);
    expect(report.different.map(printDifference).join("\n")).toBe("");
  });
});
