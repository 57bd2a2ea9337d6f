import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findUncacheableReason } from "./uncacheable-reason.ts";

describe("findDoubt", () => {
  let root: string;
  const urlOf = (file: string): string => pathToFileURL(join(root, file)).href;
  const write = (file: string, text: string): void => {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const reasonOf = (source: string): string | undefined => {
    write("contract.ts", source);
    return findUncacheableReason(
      [{ specifier: urlOf("contract.ts"), url: urlOf("contract.ts"), importer: undefined }],
      [],
    );
  };
  const importOf = (specifier: string, url: string): string | undefined =>
    findUncacheableReason([{ specifier, url, importer: urlOf("contract.ts") }], []);
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "seamline-reason-")));
    write("package.json", '{ "name": "shop" }');
    write("names.ts", "export const names = [];");
    write("node_modules/zod/package.json", '{ "name": "zod" }');
    write("node_modules/zod/core/package.json", '{ "type": "module" }');
    write("node_modules/zod/core/index.js", "globalThis.zod = 1;");
    write("node_modules/ids/package.json", '{ "name": "ids" }');
    write("node_modules/ids/index.js", "export const id = () => crypto.randomUUID();");
    symlinkSync(join(root, "names.ts"), join(root, "link.ts"));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    "export const limit = Number(process.env.LIMIT);",
    "const { env } = globalThis['process'];",
    "export const year = new Date().getFullYear();",
    "export const year = new Date;",
    "export const today = Date();",
    "export const now = Date . now();",
    "export const some = Math.random() > 0.5;",
    "export const id = crypto.randomUUID();",
    "export const here = import.meta.dirname;",
    "export const names = await (await fetch(address)).json();",
    "const fs = require('node:fs');",
  ])("names the reason in %s", (source) => {
    expect(reasonOf(source)).toContain("contract.ts mentions ");
  });

  it.each([
    "export const at = z.codec(z.iso.datetime(), z.date(), { decode: (text) => new Date(text), encode: String });",
    "export const first = new Date(0);",
    "export const required = z.string(); // processes nothing",
    "export const start = z.date();",
  ])("finds no reason in %s", (source) => {
    expect(reasonOf(source)).toBeUndefined();
  });

  it("trusts Node's modules that only compute, and no others", () => {
    expect(importOf("node:path", "node:path")).toBeUndefined();
    expect(importOf("node:fs", "node:fs")).toContain("imports node:fs");
    expect(importOf("fs", "node:fs")).toContain("imports fs");
  });

  it("trusts zod with its nameless package.json files, but reads other packages", () => {
    expect(importOf("zod", urlOf("node_modules/zod/core/index.js"))).toBeUndefined();
    expect(importOf("ids", urlOf("node_modules/ids/index.js"))).toContain("mentions crypto");
  });

  it("names imports that may resolve to another file while the sources stay the same", () => {
    expect(importOf("./names.ts", urlOf("names.ts"))).toBeUndefined();
    expect(importOf("./link.ts", urlOf("names.ts"))).toContain("imports ./link.ts");
    expect(importOf("#names", urlOf("names.ts"))).toContain("imports #names");
    expect(importOf("nowhere", urlOf("names.ts"))).toContain("imports nowhere");
    expect(importOf("data:text/javascript,1", "data:text/javascript,1")).toContain("imports data:");
  });

  it("names the loader flags of the Node process", () => {
    expect(findUncacheableReason([], ["--max-old-space-size=500"])).toBeUndefined();
    expect(findUncacheableReason([], ["--import=tsx"])).toBe("Node was given --import=tsx");
    expect(findUncacheableReason([], ["-r", "./setup.cjs"])).toBe("Node was given -r");
  });
});
