import { describe, expect, it } from "vitest";
import { probeHttpSubject } from "./probes.ts";
import { httpSubjects } from "./subjects.ts";

describe("the subjects of the http family", () => {
  it.each(Object.keys(httpSubjects))("%s answers right", async (name) => {
    const { validated, isolated } = await probeHttpSubject(name);
    expect(isolated).toBe(true);
    if (name.startsWith("seamline")) expect(validated).toEqual({ input: true, output: true });
  });
});
