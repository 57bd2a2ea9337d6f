import { describe, expect, it } from "vitest";
import { family } from "./family.ts";
import { probeSubject } from "./probes.ts";
import { subjectNames } from "./subjects.ts";

describe("the subjects of the frameworks family", () => {
  it.each(subjectNames)("%s returns the right outputs", async (name) => {
    const { validated, isolated } = await probeSubject(name);
    expect(isolated).toBe(true);
    if (name.endsWith(", seamline")) expect(validated).toEqual({ input: true, output: true });
  });
});

describe("the frameworks family", () => {
  it("makes a row per subject and payload, and a table per framework and payload", async () => {
    const rows = await family.measure({ only: ["Fastify 5, light"], rounds: 1, progress: () => undefined });
    expect(rows.map(({ subject, payload }) => `${subject}, ${payload}`)).toEqual([
      "Fastify 5, undici over loopback, small",
      "Fastify 5, undici over loopback, list",
      "Fastify 5, light-my-request, small",
      "Fastify 5, light-my-request, list",
    ]);
    expect(rows[0]).toMatchObject({ ratioToFloor: 1, cpuRatioToFloor: 1 });
    expect(family.tables(rows).map((table) => table.rows.length)).toEqual([2, 2]);
  });

  it("refuses a name that fits no subject", async () => {
    const options = { only: ["unknown"], rounds: 1, progress: () => undefined };
    await expect(family.measure(options)).rejects.toThrow("--only: expected names among Express 5");
  });
});
