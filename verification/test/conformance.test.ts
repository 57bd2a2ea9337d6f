/**
 * The suite over the built-in transports: every case leaves its stated transcript on each of them.
 */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { type ConformanceReport, conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import { beforeAll, describe, expect, it } from "vitest";
import { listTargets } from "../src/targets/all.ts";

const targets = await listTargets();

describe("conformanceCases", () => {
  let report: ConformanceReport;
  const requests = { batch: 0, cancel: 0, other: 0 };

  beforeAll(async () => {
    // Node publishes every request that a server of this process receives.
    const onRequest = (message: unknown): void => {
      const { url = "" } = (message as { request: IncomingMessage }).request;
      requests[(/^\/seamline\/(batch|cancel)\//.exec(url)?.[1] as "batch" | "cancel" | undefined) ?? "other"] += 1;
    };
    subscribe("http.server.request.start", onRequest);
    report = await runConformance({ targets, cases: conformanceCases });
    unsubscribe("http.server.request.start", onRequest);
  }, 300_000);

  it("sends batches, and cancels calls in them", () => {
    expect(requests.batch).toBeGreaterThanOrEqual(500);
    expect(requests.cancel).toBeGreaterThanOrEqual(10);
  });

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
