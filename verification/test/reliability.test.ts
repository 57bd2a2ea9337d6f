/**
 * Every figure of reliability at a small scale: no violation may occur. `pnpm reliability` judges
 * the times.
 */

import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type Figure, runFigure } from "../src/reliability/figure.ts";
import { figures } from "../src/reliability/figures/all.ts";

/** Some figures start several processes one after the other. */
const patienceMs = 180_000;

describe("reliability", () => {
  it("runs every figure that has a file", async () => {
    const files = await readdir(new URL("../src/reliability/figures/", import.meta.url));
    expect(figures.length).toBe(files.filter((file) => file !== "all.ts").length);
    expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
  });

  for (const figure of figures) {
    it(`${figure.name}: ${figure.target}`, { timeout: patienceMs }, async () => {
      const { faults, measured } = await runFigure(figure, figure.sampleScale);
      expect(faults, measured).toEqual([]);
    });
  }
});

describe("runFigure", () => {
  const figure: Figure = {
    name: "errors",
    target: "none",
    sampleScale: 1,
    run: async () => ({ measured: "0", faults: [] }),
  };

  it("is ok without faults and within the target", async () => {
    expect(await runFigure(figure, 1)).toEqual({ name: "errors", target: "none", measured: "0", ok: true, faults: [] });
  });

  it("is not ok with a fault, beyond the target, or when the run throws", async () => {
    const findings = [
      async () => ({ measured: "1", faults: ["one"] }),
      async () => ({ measured: "0", faults: [], withinTarget: false }),
      async () => Promise.reject(new Error("no listener")),
    ];
    for (const run of findings) expect(await runFigure({ ...figure, run }, 1)).toMatchObject({ ok: false });
  });
});
