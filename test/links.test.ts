import { existsSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./snippets.ts";

const exclude = ["**/node_modules/**", "**/dist/**", "**/.snippets/**", ".changeset/**"];
const documents = (await Array.fromAsync(glob("**/*.md", { cwd: root, exclude }))).sort();
const repository = /^https:\/\/github\.com\/seamline\/seamline\/(?:tree|blob)\/main\//;

describe("every link into the repository leads to a file, and to a heading of it", () => {
  it.each(documents)("%s", async (document) => {
    const text = await readFile(join(root, document), "utf8");
    const links = [...text.replaceAll(/^```.*?^```/gms, "").matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? "");
    expect(await Promise.all(links.map((link) => findFault(document, link)))).toEqual(links.map(() => undefined));
  });
});

describe("docs/README.md", () => {
  it("lists every guide, every reference and every page beside it", async () => {
    const index = await readFile(join(root, "docs/README.md"), "utf8");
    const pages = documents.filter(
      (path) => /^docs\/(?:(?:guide|reference)\/)?[\w-]+\.md$/.test(path) && path !== "docs/README.md",
    );
    expect(pages.filter((path) => !index.includes(`](${relative("docs", path)}`))).toEqual([]);
  });
});

async function findFault(document: string, link: string): Promise<string | undefined> {
  const inside = link.replace(repository, `${relative(dirname(document), ".") || "."}/`);
  if (/^\w+:/.test(inside)) return undefined;
  const [path = "", anchor] = inside.split("#");
  const target = path === "" ? document : join(dirname(document), path);
  if (!existsSync(join(root, target))) return `${link}: no such file`;
  if (anchor === undefined || anchor === "readme") return undefined;
  const headings = (await readFile(join(root, target), "utf8")).match(/^#+ .*/gm) ?? [];
  return headings.some((heading) => toAnchor(heading) === anchor) ? undefined : `${link}: no such heading`;
}

/** GitHub's rule: lower case, punctuation dropped, spaces as hyphens. */
function toAnchor(heading: string): string {
  const words = heading
    .replace(/^#+ /, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "");
  return words.replaceAll(" ", "-");
}
