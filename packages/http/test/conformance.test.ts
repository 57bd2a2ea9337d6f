/**
 * The conformance suite over HTTP, without and with batches. Verification compares it with all
 * other transports, including the texts of messages.
 */

import { conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import { describe, expect, it } from "vitest";
import { batchTarget } from "./targets/batch.ts";
import { httpTarget } from "./targets/http.ts";

const families = Map.groupBy(conformanceCases, ({ name }) => name.split("/")[0]);

describe("createHttpTransport", () => {
  it.each([...families])("produces the transcripts of %s", async (_family, cases) => {
    const report = await runConformance({ targets: [httpTarget(), batchTarget()], cases });
    expect(report.transcripts).toBe(2 * cases.length);
    expect(report.different.map(printDifference).join("\n")).toBe("");
  });
});
