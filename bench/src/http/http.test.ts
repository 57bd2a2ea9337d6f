import { describe, expect, it } from "vitest";
import { createHandlers, sampleRequest } from "../subject/payload.ts";
import { openSeamline } from "./clients/seamline.ts";
import { family } from "./family.ts";
import { probeHttpSubject } from "./probes.ts";
import { openServer } from "./servers.ts";
import { configurations, httpSubjects } from "./subjects.ts";

describe("the subjects of the http family", () => {
  it.each(Object.keys(httpSubjects))("%s returns the right outputs", async (name) => {
    const { validated, isolated } = await probeHttpSubject(name);
    expect(isolated).toBe(true);
    if (name.startsWith("seamline")) expect(validated).toEqual({ input: true, output: true });
  });
});

describe("the configurations of the safety family", () => {
  it.each(Object.keys(configurations))("%s: returns the right outputs and validates both ways", async (name) => {
    expect(await probeHttpSubject(name)).toEqual({ validated: { input: true, output: true }, isolated: true });
  });

  it("are what their names promise: a signed server refuses callers without keys, and TLS is TLS", async () => {
    const [signed, tls] = await Promise.all([
      openServer("seamline signed", createHandlers()),
      openServer("seamline TLS", createHandlers()),
    ]);
    try {
      expect(tls.url).toMatch(/^https:/);
      const caller = await openSeamline(signed.url);
      await expect(caller.quote(sampleRequest)).rejects.toMatchObject({ code: "unauthenticated" });
      await caller.close?.();
    } finally {
      await Promise.all([signed.close(), tls.close()]);
    }
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
      rounds: expect.any(Number), // windows of the one round: four, or one more
    });
    expect(family.tables(rows).map((table) => table.rows.length)).toEqual([1, 1]);
  });
});
