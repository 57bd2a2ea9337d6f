import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHandlers, expectedOutputs, sampleRequest, sampleSearch } from "../subject/payload.ts";
import { applyEdit, buildVariant, loadBuild } from "./build.ts";
import { family } from "./family.ts";
import { featureNames, findLacking } from "./features.ts";
import { type SafetyRow, tables, toCost } from "./row.ts";
import { type Variant, variants } from "./variants.ts";

describe("variants", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "bench-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(Object.entries(variants))(
    "%s: returns the right outputs, and lacks its declared promises and no others",
    async (name, variant) => {
      const { edits, options = {}, lacks } = variant;
      const build = await loadBuild(await buildVariant(edits, folder, name));
      for (const subject of [build.fromOutside(options), build.fromModule(options)]) {
        const caller = await subject.open(createHandlers());
        expect(await caller.quote(sampleRequest)).toEqual(expectedOutputs.small);
        expect(await caller.search(sampleSearch)).toEqual(expectedOutputs.list);
        await caller.close?.();
      }
      expect([...(await findLacking({ build, options }))].sort()).toEqual([...lacks].sort());
    },
  );

  it("switch off every feature once", () => {
    const off = Object.values(variants).flatMap(({ lacks }: Variant) => lacks);
    expect(featureNames.filter((name) => !off.includes(name))).toEqual([]);
  });
});

describe("applyEdit", () => {
  it("refuses source that has changed", () => {
    const edit = { file: "call/x.ts", cut: "a;", by: "" };
    expect(applyEdit("a; b;", edit)).toBe(" b;");
    expect(() => applyEdit("b;", edit)).toThrow(
      "packages/core/src/call/x.ts: expected this line once, found it 0 times",
    );
    expect(() => applyEdit("a; a;", edit)).toThrow("found it 2 times");
  });
});

describe("toCost", () => {
  it("is the median difference of single runs, and its share of the whole", () => {
    expect(toCost([100, 110, 120], [90, 105, 80])).toEqual({ cost: 10, costMin: 5, costMax: 40, share: 10 / 110 });
  });
});

describe("tables", () => {
  it("show the savings in-process, and the additions on either side of HTTP", () => {
    const cost = { cost: -12, costMin: -30, costMax: 1500, share: -0.1 };
    const figures = { ...cost, median: 120, min: 110, max: 130, rounds: 3, cpuPerCall: 140, bytesPerCall: 64 };
    const shared = { family: "safety", from: "outside", payload: "small", ...figures } as const;
    const rows: readonly SafetyRow[] = [
      { subject: "a", transport: "in-process", concurrency: 1, ...shared },
      { subject: "b", transport: "http", concurrency: 64, ...shared, server: { ...cost, cpuPerCall: 200 } },
    ];
    const cells = ["−12.0 ns", "−30.0 ns to 1.50 µs", "-10.0 %"];
    expect(tables(rows).map((table) => table.rows)).toEqual([
      [["a", "120 ns", "110 ns–130 ns", ...cells, "64.0"]],
      [["b", "120 ns", "140 ns", ...cells, "200 ns", ...cells]],
    ]);
  });
});

describe("the safety family", () => {
  it("measures the selected variants beside the whole", async () => {
    const rows = await family.measure({ only: ["whole"], rounds: 1, progress: () => undefined });
    expect(rows.map(({ from, payload, cost }) => [from, payload, cost])).toEqual([
      ["outside", "small", 0],
      ["module", "small", 0],
      ["outside", "list", 0],
    ]);
  });
});
