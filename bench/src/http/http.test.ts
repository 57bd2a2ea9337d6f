import { describe, expect, it } from "vitest";
import { family } from "./family.ts";
import { probeHttpSubject } from "./probes.ts";
import { httpSubjects } from "./subjects.ts";

describe("the subjects of the http family", () => {
  it.each(Object.keys(httpSubjects))("%s answers right", async (name) => {
    const { validated, isolated } = await probeHttpSubject(name);
    expect(isolated).toBe(true);
    if (name.startsWith("seamline")) expect(validated).toEqual({ input: true, output: true });
  });
});

describe("the http family", () => {
  it("makes a row per payload and number of calls in flight, and a table per payload", async () => {
    const rows = await family.measure({ only: ["floor"], rounds: 1, progress: () => undefined });
    expect(rows.map(({ payload, concurrency }) => `${payload} ${concurrency}`)).toEqual([
      "small 1",
      "small 16",
      "small 64",
      "list 1",
      "list 16",
      "list 64",
    ]);
    expect(rows[1]).toEqual({
      family: "http",
      subject: "floor (undici.request)",
      payload: "small",
      concurrency: 16,
      ratioToFloor: 1,
      opsPerSecond: expect.any(Number),
      cpuPerCall: expect.any(Number),
      bytesPerCall: null,
      validated: { input: false, output: false },
      isolated: true,
      cpuRatioToFloor: 1,
      serverCpuPerCall: expect.any(Number),
      median: expect.any(Number),
      min: expect.any(Number),
      max: expect.any(Number),
      rounds: 1,
    });
    expect(family.tables(rows).map((table) => table.rows.length)).toEqual([1, 1]);
  });
});
