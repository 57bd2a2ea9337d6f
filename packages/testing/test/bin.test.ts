/** The command that runs the suite. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type ConformanceReport, conformanceCases, printReport } from "../src/index.ts";

const bin = fileURLToPath(new URL("../src/conformance/bin.ts", import.meta.url));

describe("bin", () => {
  it("prints the report as JSON, and its exit code says whether all conforms", { timeout: 120_000 }, () => {
    const { stdout, status } = spawnSync(process.execPath, [bin, "--json"], { encoding: "utf8" });
    const report = JSON.parse(stdout) as ConformanceReport;
    const all = ["in-process", "in-process strict", "http", "http + mTLS", "http through a fault proxy"];
    expect(report.transports).toEqual(all);
    expect(report.transcripts).toBe(conformanceCases.length * all.length);
    expect(status).toBe(report.different.length === 0 ? 0 : 1);
  });
});

describe("printReport", () => {
  const report = { transports: ["in-process", "http"], cases: 2, transcripts: 4, different: [] };

  it("prints a row for each transport and the verdict", () => {
    expect(printReport(report).split("\n")).toEqual([
      "transport        cases     conform      differ",
      "in-process           2           2           0",
      "http                 2           2           0",
      "",
      "4 transcripts, identical on every transport: yes",
    ]);
  });

  it("prints what is missing and what is there instead", () => {
    const place = { case: "values/a", transport: "http", with: "reference" } as const;
    const text = printReport({ ...report, different: [{ ...place, expected: ["a", "b"], found: ["a", "c"] }] });
    expect(text).toContain("values/a on http differs from the reference\n  - b\n  + c\n");
    expect(text).toContain("identical on every transport: no, 1 differ");
  });

  it("prints lines in another order", () => {
    const place = { case: "values/a", transport: "http", with: "reference" } as const;
    const text = printReport({ ...report, different: [{ ...place, expected: ["a", "b"], found: ["b", "a"] }] });
    expect(text).toContain("the same lines in another order or number:\n    b\n    a\n");
  });
});
