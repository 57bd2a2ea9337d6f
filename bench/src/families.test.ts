import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { familyNames, loadFamily } from "./families.ts";
import { printSection, replaceSection } from "./harness/results.ts";

describe("families", () => {
  it.each(familyNames)(
    "%s is what it is called, has its section in README.md, and its packages are installed",
    async (name) => {
      const family = await loadFamily(name);
      expect(family.name).toBe(name);
      const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
      const section = printSection([], family.packages);
      expect(replaceSection(readme, name, section)).toContain(section);
    },
  );

  it("refuse an unknown name", async () => {
    await expect(loadFamily("nobody")).rejects.toThrow(`expected one of ${familyNames.join(", ")}; found nobody`);
  });
});
