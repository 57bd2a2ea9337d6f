import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHandlers, expectedAnswers, sampleRequest, sampleSearch } from "../subject/payload.ts";
import { applyEdit, buildVariant, loadBuild } from "./build.ts";
import { featureNames, findLacking } from "./features.ts";
import { type Variant, variants } from "./variants.ts";

describe("variants", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "bench-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(Object.entries(variants))(
    "%s: answers right, and lacks what it says and nothing else",
    async (name, variant) => {
      const { edits, settings = {}, lacks } = variant;
      const build = await loadBuild(await buildVariant(edits, folder, name));
      for (const subject of [build.fromOutside(settings), build.fromModule(settings)]) {
        const caller = await subject.open(createHandlers());
        expect(await caller.quote(sampleRequest)).toEqual(expectedAnswers.small);
        expect(await caller.search(sampleSearch)).toEqual(expectedAnswers.list);
        await caller.close?.();
      }
      expect([...(await findLacking({ build, settings }))].sort()).toEqual([...lacks].sort());
    },
  );

  it("switch off every feature once", () => {
    const off = Object.values(variants).flatMap(({ lacks }: Variant) => lacks);
    expect(featureNames.filter((name) => !off.includes(name))).toEqual([]);
  });
});

describe("applyEdit", () => {
  it("refuses source that is no longer what it was", () => {
    const edit = { file: "call/x.ts", cut: "a;", by: "" };
    expect(applyEdit("a; b;", edit)).toBe(" b;");
    expect(() => applyEdit("b;", edit)).toThrow(
      "packages/core/src/call/x.ts: expected this line once, found it 0 times",
    );
    expect(() => applyEdit("a; a;", edit)).toThrow("found it 2 times");
  });
});
