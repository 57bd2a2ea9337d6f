import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./snippets.ts";

/**
 * CONTRIBUTING.md lists the refused words; the code of conduct is about people; entries of the
 * changelog are changesets.
 */
const exclude = [
  "**/node_modules/**",
  "**/dist/**",
  "**/.snippets/**",
  "CONTRIBUTING.md",
  "CODE_OF_CONDUCT.md",
  "CHANGELOG.md",
];
const documents = (await Array.fromAsync(glob(["**/*.md", ".changeset/*.md"], { cwd: root, exclude }))).sort();
const oblique = /\b(?:nobody|somebody|whoever|anybody|everybody|told|tells?|says?|said)\b/gi;

describe("the prose of the documents", () => {
  it.each(documents)("%s names the subject of each action", async (document) => {
    expect((await readProse(document)).match(oblique)).toBeNull();
  });

  it("speaks to you in guides: at least 8 times in 1,000 words", async () => {
    const guides = await Promise.all(documents.filter((path) => path.startsWith("docs/guide/")).map(readProse));
    const text = guides.join("\n");
    const words = text.split(/\s+/).length;
    expect(words).toBeGreaterThan(5_000);
    expect(((text.match(/\byou(?:r|rs|rself)?\b/gi)?.length ?? 0) / words) * 1_000).toBeGreaterThan(8);
  });
});

/** The text of a document without code. */
async function readProse(document: string): Promise<string> {
  const text = await readFile(join(root, document), "utf8");
  return text.replaceAll(/^```.*?^```/gms, "").replaceAll(/`[^`]*`/g, "");
}
