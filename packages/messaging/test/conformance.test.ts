/**
 * The conformance suite over brokers. Verification compares them with all other transports,
 * including the texts of messages.
 */

import { conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import { describe, expect, it } from "vitest";
import { listBrokerTargets } from "./targets/list.ts";

const families = Map.groupBy(conformanceCases, ({ name }) => name.split("/")[0]);
const targets = await listBrokerTargets();

describe.skipIf(targets.length === 0)("createBrokerTransport", () => {
  it.each([...families])("produces the transcripts of %s", async (_family, cases) => {
    const report = await runConformance({ targets, cases });
    expect(report.transcripts).toBe(targets.length * cases.length);
    expect(report.different.map(printDifference).join("\n")).toBe("");
  });
});
