import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { familyNames, loadFamily } from "./families.ts";
import { documents, printSection, readSection } from "./harness/results.ts";

describe("families", () => {
  it.each(familyNames)("%s has its name, and its packages are installed", async (name) => {
    const family = await loadFamily(name);
    expect(family.name).toBe(name);
    expect(printSection([], family.packages)).toContain(family.packages[0] ?? "Node");
  });

  it.each(familyNames)("%s has its section in every document, the same in all", async (name) => {
    const sections = await Promise.all(
      documents.map(async (document) => {
        const file = new URL(`../${document}`, import.meta.url);
        return readSection(await readFile(file, "utf8"), name, file);
      }),
    );
    expect(sections[0]).toBeTruthy();
    expect(sections).toEqual(documents.map(() => sections[0]));
  });

  it("refuse an unknown name", async () => {
    await expect(loadFamily("unknown")).rejects.toThrow(`expected one of ${familyNames.join(", ")}; found unknown`);
  });
});
