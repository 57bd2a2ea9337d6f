import { describe, expect, it } from "vitest";
import { family } from "./family.ts";
import { probeSubject } from "./probes.ts";
import { subjectNames } from "./subjects.ts";

describe("the subjects of the in-process family", () => {
  it.each(subjectNames)("%s returns the right outputs", async (name) => {
    const { validated, isolated } = await probeSubject(name);
    if (name.startsWith("seamline")) {
      expect({ validated, isolated }).toEqual({ validated: { input: true, output: true }, isolated: true });
    }
  });

  it("are probed correctly", async () => {
    const none = { validated: { input: false, output: false }, isolated: false };
    expect(await probeSubject("bare async function")).toEqual(none);
    expect((await probeSubject("Moleculer local call")).isolated).toBe(false);
  });
});

describe("the in-process family", () => {
  it("makes a row per subject and payload, and a table per payload", async () => {
    const rows = await family.measure({ only: ["bare"], rounds: 1, progress: () => undefined });
    expect(rows.map(({ subject, payload }) => `${subject}, ${payload}`)).toEqual([
      "bare async function, small",
      "bare async function, list",
      "floor, small",
      "floor, list",
    ]);
    expect(rows[2]).toEqual({
      family: "in-process",
      subject: "floor",
      payload: "small",
      concurrency: 1,
      ratioToFloor: 1,
      opsPerSecond: expect.any(Number),
      cpuPerCall: expect.any(Number),
      cpuRatioToFloor: 1,
      bytesPerCall: expect.any(Number),
      validated: { input: true, output: true },
      isolated: true,
      median: expect.any(Number),
      min: expect.any(Number),
      max: expect.any(Number),
      rounds: 1,
    });
    expect(family.tables(rows).map((table) => table.rows.length)).toEqual([2, 2]);
  });
});
