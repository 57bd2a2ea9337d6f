import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./snippets.ts";
import { findPackages } from "./tarballs.ts";

const names = (await findPackages()).map((folder) => basename(folder));
const repository = "https://github.com/seamline/seamline";

describe("every published package", () => {
  it.each(names)("%s names its repository, its homepage and its keywords", async (name) => {
    const folder = join(root, "packages", name);
    const manifest: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    expect(manifest).toMatchObject({
      name: `@seamline/${name}`,
      description: expect.stringMatching(/\.$/),
      keywords: expect.arrayContaining(["seamline", "typescript"]),
      homepage: `${repository}/tree/main/packages/${name}#readme`,
      bugs: `${repository}/issues`,
      repository: { type: "git", url: `git+${repository}.git`, directory: `packages/${name}` },
      license: "MIT",
      engines: { node: ">=22.19" },
    });
  });

  it.each(names)("%s has the license of the repository", async (name) => {
    const text = await readFile(join(root, "LICENSE"), "utf8");
    expect(await readFile(join(root, "packages", name, "LICENSE"), "utf8")).toBe(text);
  });

  it.each(names)("%s declares the files with side effects, which bundlers would drop", async (name) => {
    const folder = join(root, "packages", name);
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { sideEffects: unknown };
    const declared = Array.isArray(manifest.sideEffects) ? manifest.sideEffects : [];
    const files = (await readdir(join(folder, "src"), { recursive: true })).filter((file) =>
      /(?<!\.test)\.ts$/.test(file),
    );
    for (const file of files) {
      const text = await readFile(join(folder, "src", file), "utf8");
      const imported = [...text.matchAll(/^import "(\..+)";/gm)].map(
        ([, target]) => `./${join("src", dirname(file), target ?? "")}`,
      );
      if (imported.length > 0)
        expect(declared).toEqual(expect.arrayContaining([`./${join("src", file)}`, ...imported]));
    }
  });

  it.each(names)("%s has a README whose links work outside the repository", async (name) => {
    const text = await readFile(join(root, "packages", name, "README.md"), "utf8");
    const targets = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
    expect(targets.filter((target) => !/^(https:\/\/|#)/.test(target ?? ""))).toEqual([]);
  });
});
