import { describe, expect, it } from "vitest";
import { probeSubject } from "./probes.ts";
import { subjectNames } from "./subjects.ts";

describe("the subjects of the in-process family", () => {
  it.each(subjectNames)("%s answers right", async (name) => {
    const { validated, isolated } = await probeSubject(name);
    if (name.startsWith("seamline")) {
      expect({ validated, isolated }).toEqual({ validated: { input: true, output: true }, isolated: true });
    }
  });

  it("are seen as they are by the probe", async () => {
    const none = { validated: { input: false, output: false }, isolated: false };
    expect(await probeSubject("bare async function")).toEqual(none);
    expect((await probeSubject("Moleculer local call")).isolated).toBe(false);
  });
});
