/**
 * The conformance suite over mocks. The package verification compares all transports, messages
 * included.
 */

import { conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import { describe, expect, it } from "vitest";
import { mockTarget } from "./targets/mock.ts";

const families = Map.groupBy(conformanceCases, ({ name }) => name.split("/")[0]);

describe("createMock", () => {
  it.each([...families])("produces the expected transcripts of %s", async (_family, cases) => {
    const report = await runConformance({ targets: [mockTarget()], cases });
    expect(report.transcripts).toBe(cases.length);
    expect(report.different.map(printDifference).join("\n")).toBe("");
  });
});
