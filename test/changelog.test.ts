import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { printChangelog } from "../scripts/changelog.ts";
import { root } from "./snippets.ts";

describe("CHANGELOG.md", () => {
  it("has every changeset below Unreleased; `pnpm changelog` writes it", async () => {
    const text = await readFile(join(root, "CHANGELOG.md"), "utf8");
    expect(text).toBe(printChangelog(text));
  });

  it("keeps the released sections, and nothing else of the previous text", () => {
    const released = "## 0.1.0\n\n### Features\n\n- **core**: the first one.\n";
    const text = printChangelog(`# Changelog\n\n## Unreleased\n\n- gone\n\n${released}`);
    expect(text.endsWith(`\n${released}`)).toBe(true);
    expect(text).not.toContain("gone");
  });
});
