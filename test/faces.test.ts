import { describe, expect, it } from "vitest";
import { leastPercent, measure } from "./faces/coverage.ts";
import { findFaces } from "./faces/find-faces.ts";
import { readFace } from "./faces/read-face.ts";
import { type Item, readSourceFile } from "./faces/source-file.ts";
import { findOblique } from "./faces/voice.ts";
import { runProgram } from "./snippets.ts";

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
