/** The caches save work without changing a result. */

import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeLargeRepository } from "./large-repository.ts";
import { createRepository, lines, type TestRepository } from "./repository.ts";

const clean = "export const customer = 1; // nothing is imported here, in a line that is as long\n";
const dirty = 'import "../courier/index.ts"; export const customer = 1; // this line is as long.\n';

describe("a run after another", () => {
  let repository: TestRepository;
  const at = (path: string): string => join(repository.folder, path);
  const cached = (): readonly string[] => readdirSync(at("node_modules/.cache/seamline")).sort();
  /** Makes files look older than the settling time, as in a repository without recent edits. */
  const age = (...paths: readonly string[]): void => {
    for (const path of paths) utimesSync(at(path), new Date(2020, 1), new Date(2020, 1));
  };
  beforeEach(() => {
    repository = createRepository(
      { modules: ["modules/*"] },
      { "modules/courier/index.ts": "export const courier = 1;\n", "modules/customer/index.ts": clean },
    );
    mkdirSync(at("node_modules"));
  });
  afterEach(() => repository.dispose());

  it("detects a change that keeps size and time of a file", async () => {
    expect(dirty.length).toBe(clean.length);
    age("modules/customer/index.ts");
    await repository.check();
    const before = statSync(at("modules/customer/index.ts"));
    repository.write({ "modules/customer/index.ts": dirty });
    age("modules/customer/index.ts");
    const after = statSync(at("modules/customer/index.ts"));
    expect([after.size, after.mtimeMs]).toEqual([before.size, before.mtimeMs]);
    expect(lines(await repository.check())).toEqual(["internals modules/customer/index.ts:1:8 customer"]);
  });

  it("detects a file replaced by renaming another", async () => {
    repository.write({ "modules/customer/other.ts": dirty });
    age("modules/customer/index.ts", "modules/customer/other.ts");
    await repository.check();
    renameSync(at("modules/customer/other.ts"), at("modules/customer/index.ts"));
    expect(lines(await repository.check())).toEqual(["internals modules/customer/index.ts:1:8 customer"]);
  });

  it("detects that the target of a specifier is gone, or has changed", async () => {
    repository.write({
      "shared/text.ts": "export const text = 1;\n",
      "modules/customer/style.css": "",
      "modules/customer/index.ts": 'import "./style.css"; import "@text";\n',
      "tsconfig.json": JSON.stringify({ compilerOptions: { paths: { "@text": ["./shared/text.ts"] } } }),
    });
    expect(lines(await repository.check())).toEqual(["unassigned-code modules/customer/index.ts:1:30 customer"]);
    repository.write({
      "tsconfig.json": JSON.stringify({ compilerOptions: { paths: { "@text": ["./modules/courier"] } } }),
    });
    expect(lines(await repository.check())).toEqual(["internals modules/customer/index.ts:1:30 customer"]);
    repository.remove("modules/customer/style.css");
    await expect(repository.check()).rejects.toThrow('expected "./style.css" to name a file');
    repository.write({ "modules/customer/style.css": "" });
    expect((await repository.check()).violations).toHaveLength(1);
    repository.write({ "tsconfig.json": "{}" });
    await expect(repository.check()).rejects.toThrow('expected "@text" to name a file');
  });

  it("distinguishes files of one folder that belong to different tsconfigs", async () => {
    const paths = (target: string): object => ({ compilerOptions: { composite: true, paths: { "@one": [target] } } });
    repository.write({
      "tsconfig.json": JSON.stringify({
        files: [],
        references: [{ path: "./tsconfig.app.json" }, { path: "./tsconfig.spec.json" }],
      }),
      "tsconfig.app.json": JSON.stringify({
        ...paths("./modules/customer/index.ts"),
        include: ["modules"],
        exclude: ["**/*.spec.ts"],
      }),
      "tsconfig.spec.json": JSON.stringify({ ...paths("./modules/courier/index.ts"), include: ["**/*.spec.ts"] }),
      "modules/customer/use.ts": 'import "@one";\n',
      "modules/customer/use.spec.ts": 'import "@one";\n',
    });
    for (let run = 0; run < 2; run += 1) {
      expect(lines(await repository.check())).toEqual(["internals modules/customer/use.spec.ts:1:8 customer"]);
    }
  });

  it("detects a package replaced by a link to a module", async () => {
    repository.write({
      "node_modules/text/package.json": JSON.stringify({ name: "text", main: "index.js" }),
      "node_modules/text/index.js": "",
      "modules/customer/index.ts": 'import "text";\n',
    });
    expect((await repository.check()).violations).toEqual([]);
    repository.remove("node_modules/text");
    symlinkSync(at("modules/courier"), at("node_modules/text"));
    expect(lines(await repository.check())).toEqual(["internals modules/customer/index.ts:1:8 customer"]);
  });

  it("detects a change of a workspace package's settings, and of a link's target", async () => {
    const base = (folder: string): string =>
      JSON.stringify({ compilerOptions: { paths: { "@one": [`../${folder}/index.ts`] } } });
    repository.write({
      "settings/package.json": JSON.stringify({ name: "@food/settings" }),
      "settings/strict.json": JSON.stringify({ extends: "./base.json" }),
      "settings/base.json": base("modules/customer"),
      "modules/customer/tsconfig.json": JSON.stringify({ extends: "@food/settings/strict" }),
      "modules/customer/index.ts": 'import "@one";\n',
    });
    expect((await repository.check()).violations).toEqual([]);
    repository.write({ "settings/base.json": base("modules/courier") });
    expect(lines(await repository.check())).toEqual(["internals modules/customer/index.ts:1:8 customer"]);
    repository.write({
      "settings/base.json": base("modules/customer"),
      "modules/customer/index.ts": 'import "./link/index.ts";\n',
      "shared/index.ts": "",
    });
    symlinkSync(at("modules/customer"), at("modules/customer/link"));
    expect((await repository.check()).violations).toEqual([]);
    repository.remove("modules/customer/link");
    symlinkSync(at("modules/courier"), at("modules/customer/link"));
    expect(lines(await repository.check())).toEqual(["internals modules/customer/index.ts:1:8 customer"]);
  });

  it("reports missing settings in every run", async () => {
    repository.write({
      "modules/customer/tsconfig.json": JSON.stringify({ extends: "@food/nowhere" }),
      "modules/customer/index.ts": 'import "node:fs"; import "./index.ts";\n',
    });
    const first = await repository.check();
    expect(first.notices).toHaveLength(1);
    expect(await repository.check()).toEqual(first);
  });

  it("writes to the user's cache folder before an installation", async () => {
    repository.remove("node_modules");
    repository.write({ "modules/customer/index.ts": dirty });
    await repository.check();
    expect(readdirSync(at(".cache/seamline"))).toHaveLength(2);
  });

  it("reads again what is broken or truncated, and writes nothing with --no-cache", async () => {
    repository.write({ "modules/customer/index.ts": dirty });
    const expected = await repository.check({ cache: false });
    expect(readdirSync(at("node_modules"))).toEqual([]);
    await repository.check();
    expect(cached()).toHaveLength(2);
    for (const name of cached()) {
      const file = at(`node_modules/.cache/seamline/${name}`);
      writeFileSync(file, readFileSync(file, "utf8").slice(0, -20));
    }
    expect(await repository.check()).toEqual(expected);
    for (const name of cached())
      writeFileSync(at(`node_modules/.cache/seamline/${name}`), '{"key":"another","content":{}}');
    expect(await repository.check()).toEqual(expected);
  });

  it("gives the same as the first over a larger repository", async () => {
    writeLargeRepository(at("large"), { files: 200, modules: 5 });
    mkdirSync(at("large/node_modules"));
    const first = await repository.check({ cwd: at("large") });
    expect(first).toMatchObject({ ok: true, files: 200, modules: 5, violations: [] });
    expect(await repository.check({ cwd: at("large") })).toEqual(first);
    writeFileSync(at("large/modules/module-1/extra.ts"), 'import "../module-3/part-0/file-27.ts";\n');
    expect(lines(await repository.check({ cwd: at("large") }))).toEqual([
      "internals modules/module-1/extra.ts:1:8 module-1",
    ]);
  });
});
