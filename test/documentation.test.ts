import { glob } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { fits, root, runSnippets } from "./snippets.ts";

const exclude = [
  "**/node_modules/**",
  "**/dist/**",
  "**/.snippets/**",
  ".changeset/**",
  "docs/decisions/**",
  "**/CHANGELOG.md",
];
const documents = (await Array.fromAsync(glob("**/*.md", { cwd: root, exclude }))).sort();

describe("every snippet runs, and prints the text in the document", () => {
  it.each(documents)("%s", async (document) => {
    for (const result of await runSnippets(document)) {
      expect(fits(result), `${document}:${result.snippet.line} printed:\n${result.printed}`).toBe(true);
    }
  });
});
