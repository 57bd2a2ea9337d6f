import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { leastPercent, measure } from "./faces/coverage.ts";
import { findFaces } from "./faces/find-faces.ts";
import { readFace } from "./faces/read-face.ts";
import { type Item, readSourceFile } from "./faces/source-file.ts";
import { findOblique } from "./faces/voice.ts";
import { root, runProgram } from "./snippets.ts";

const faces = findFaces();
const extend = faces.find(({ name }) => name === "@seamline/core/extend");
const exported = (extend === undefined ? [] : readFace(extend)).map(({ item }) => item);

describe("the faces of the packages", () => {
  it.each(faces)("$name: types, members and functions have a sentence", (face) => {
    const { bare, percent } = measure(face);
    const missing = bare.map(({ name, where }) => `${where}: ${name}`).join("\n");
    expect(percent, missing).toBeGreaterThanOrEqual(leastPercent);
  });

  it.each(faces)("$name: comments begin with the thing and use the field's verb", (face) => {
    const items = [readSourceFile(face.file).header, ...measure(face).items];
    expect(items.map(findOblique).filter((found) => found !== undefined)).toEqual([]);
  });
});

describe("every exported function", () => {
  const sources = globSync("packages/*/src/**/*.ts", { cwd: root }).filter((path) => !/\.test(?:-d)?\.ts$/.test(path));

  it("has a sentence before its tags", () => {
    const functions = sources.flatMap((path) => {
      const { declarations, exported } = readSourceFile(join(root, path));
      return [...exported].flatMap((name) => declarations.get(name)?.item ?? []);
    });
    const bare = functions.filter(({ kind, doc }) => kind === "function" && !doc?.sentence);
    expect(bare.map(({ name, where }) => `${where}: ${name}`)).toEqual([]);
  });
});

describe("@seamline/core/internal and the faces beside it", () => {
  const outside = ["examples/**/*.{ts,md}", "docs/**/*.md", "packages/*/README.md", "README.md"];
  const exclude = ["**/node_modules/**", "**/dist/**"];

  it("are imported by no example and no document", () => {
    const files = globSync(outside, { cwd: root, exclude });
    expect(files.length).toBeGreaterThan(50);
    const naming = /from "@seamline\/core\/(?:internal|settings|signing|wire)"/;
    expect(files.filter((path) => naming.test(readFileSync(join(root, path), "utf8")))).toEqual([]);
  });
});

describe("the examples of @seamline/core/extend", () => {
  it("stand at each function", () => {
    const functions = exported.filter(({ kind }) => kind === "function");
    expect(functions.length).toBeGreaterThan(0);
    expect(functions.filter(({ doc }) => doc?.examples.length === 0).map(({ name }) => name)).toEqual([]);
  });

  it.each(exported.filter(({ doc }) => (doc?.examples.length ?? 0) > 0))(
    "of $name run",
    async ({ name, doc }: Item) => {
      for (const example of doc?.examples ?? []) {
        const promised = [...example.matchAll(/^(?:.*; )?\/\/ (.*)$/gm)].map(([, line]) => `${line}\n`).join("");
        expect(await runProgram(`core-extend-${name}`, example)).toBe(promised);
      }
    },
  );
});
