import { describe, expect, it } from "vitest";
import type { CallFigures } from "../in-process/measure-calls.ts";
import { compareWith, toRow, toTable } from "./compare.ts";

const quiet = { rounds: 1, progress: () => undefined };

describe("compareWith", () => {
  it("measures the working tree beside a commit, with every payload", async () => {
    const rows = await compareWith("HEAD", quiet);
    expect(rows.map(({ payload, rounds }) => [payload, rounds])).toEqual([
      ["small", 1],
      ["list", 1],
    ]);
    for (const { commit, before, now, minRatio, ratio, maxRatio } of rows) {
      expect(commit).toMatch(/^[0-9a-f]{40,}$/);
      expect(Math.min(before, now)).toBeGreaterThan(0);
      expect(minRatio <= ratio && ratio <= maxRatio).toBe(true);
    }
    expect(toTable(rows).rows.map(([payload]) => payload)).toEqual(["small", "list"]);
  });

  it("refuses a name that is not a commit", async () => {
    await expect(compareWith("no-such-branch", quiet)).rejects.toThrow('expected a commit, found "no-such-branch"');
  });
});

describe("toRow", () => {
  const figures = (median: number): CallFigures => ({
    median,
    min: 0,
    max: 0,
    rounds: 1,
    cpu: 2 * median,
    bytes: median,
  });

  it("divides pair by pair", () => {
    const row = toRow("small", "abc", [figures(100), figures(200)], [figures(50), figures(220)], 2);
    expect(row).toMatchObject({ before: 150, now: 135, minRatio: 0.5, maxRatio: 1.1, bytesBefore: 150, bytesNow: 135 });
    expect(row.ratio).toBeCloseTo(0.8);
    expect(row.cpuRatio).toBeCloseTo(0.8);
  });
});
