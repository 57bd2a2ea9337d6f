import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { printArchitecture } from "../scripts/architecture.ts";
import { root } from "./snippets.ts";

describe("docs/architecture.md", () => {
  it("matches the code; `pnpm architecture` redraws it", async () => {
    const text = await readFile(join(root, "docs", "architecture.md"), "utf8");
    expect(text.match(/<!-- drawn: \w+ -->/g)).toHaveLength(4);
    expect(text).toBe(printArchitecture(text));
  });

  it("refuses a picture that the script does not draw", () => {
    expect(() => printArchitecture("<!-- drawn: moon -->\n```mermaid\n```")).toThrow('found "moon"');
  });
});
