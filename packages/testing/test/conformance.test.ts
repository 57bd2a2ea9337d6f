/** The suite over the built-in transports: every case leaves the transcript it states, and the same on each of them. */

import { beforeAll, describe, expect, it } from "vitest";
import { printDifference } from "../src/conformance/report.ts";
import {
  type ConformanceReport,
  conformanceCases,
  faultProxyTarget,
  httpTarget,
  inProcessTarget,
  mockTarget,
  runConformance,
  strictTarget,
} from "../src/index.ts";

const http = [httpTarget(), httpTarget({ mutualTls: true }), faultProxyTarget()];
const targets = [inProcessTarget(), strictTarget(), strictTarget(20_261_120), mockTarget(), ...http];

describe("conformanceCases", () => {
  let report: ConformanceReport;

  beforeAll(async () => {
    report = await runConformance({ targets, cases: conformanceCases });
  }, 120_000);

  it("has at least 350 cases, each run on every transport", () => {
    expect(report.cases).toBeGreaterThanOrEqual(350);
    expect(report.transcripts).toBe(report.cases * targets.length);
  });

  for (const { name } of conformanceCases) {
    it(`${name} leaves its transcript on every transport`, () => {
      const different = report.different.filter((one) => one.case === name);
      expect(different.map(printDifference).join("\n")).toBe("");
    });
  }
});
