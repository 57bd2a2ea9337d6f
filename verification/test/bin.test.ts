/** The command that runs the suite. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type ConformanceReport, conformanceCases, printReport } from "@seamline/conformance";
import { describe, expect, it } from "vitest";
import { listTargets } from "../src/targets/all.ts";

const bin = fileURLToPath(new URL("../src/conformance/bin.ts", import.meta.url));

function run(...args: readonly string[]): {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
} {
  const { stdout, stderr, status } = spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });
  return { stdout, stderr, status: status ?? -1 };
}

describe("bin", () => {
  it("prints the report as JSON and nothing else, and exits with 0 if all conforms", async () => {
    const targets = await listTargets();
    const { stdout, stderr, status } = run("--json", "--only", "skew/");
    const report = JSON.parse(stdout) as ConformanceReport;
    const cases = conformanceCases.filter(({ name }) => name.startsWith("skew/")).length;
    const transports = targets.map(({ name }) => name);
    expect(transports).toEqual(expect.arrayContaining(["in-process", "mock", "http", "http through a fault proxy"]));
    expect(report).toEqual({ transports, cases, transcripts: cases * targets.length, different: [] });
    expect([stderr, status]).toEqual(["", 0]);
  });

  it("prints a table", async () => {
    const { length } = await listTargets();
    const { stdout, status } = run("--only", "calls/are-never-synchronous");
    expect(stdout).toContain(`${length} transcripts, identical on every transport: yes`);
    expect(status).toBe(0);
  });

  it("refuses a prefix that no case has, with the expected form", () => {
    const { stdout, stderr, status } = run("--only", "nonsense/");
    expect(stderr).toContain("--only: expected the beginning of a case's name, such as values/, found nonsense/");
    expect([stdout, status]).toEqual(["", 2]);
    expect(run("--fast")).toMatchObject({ stderr: expect.stringContaining("expected [--json] [--only"), status: 2 });
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

  it("prints the missing and the unexpected lines", () => {
    const difference = { case: "values/a", transport: "http", with: "reference" } as const;
    const text = printReport({ ...report, different: [{ ...difference, expected: ["a", "b"], found: ["a", "c"] }] });
    expect(text).toContain("values/a on http differs from the reference\n  - b\n  + c\n");
    expect(text).toContain("identical on every transport: no, 1 differ");
  });

  it("prints lines in another order", () => {
    const difference = { case: "values/a", transport: "http", with: "reference" } as const;
    const text = printReport({ ...report, different: [{ ...difference, expected: ["a", "b"], found: ["b", "a"] }] });
    expect(text).toContain("the same lines in another order or number:\n    b\n    a\n");
  });
});
