/**
 * `init` and `check` on repositories shaped like real ones, compared edge by edge with TypeScript.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readFileGraph } from "../../src/check/proposal/file-graph.ts";
import { type InitResult, propose } from "../../src/check/proposal/init.ts";
import type { CheckResult } from "../../src/check/run/check.ts";
import { bin } from "../workspace.ts";
import { repositoryShapes } from "./repository-shapes.ts";
import { listTypescriptEdges } from "./typescript-edges.ts";

describe.each(repositoryShapes)("$name", ({ files, links, modules, shared, roots, notices = [] }) => {
  let root = "";
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const write = (): void => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "seamline-shape-")));
    process.env.XDG_CACHE_HOME = join(root, ".cache");
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  const install = (): void => {
    for (const [at, folder] of Object.entries(links)) {
      mkdirSync(dirname(join(root, at)), { recursive: true });
      symlinkSync(join(root, folder), join(root, at));
    }
  };
  /** The command as a process, because loading the configuration is part of the test. */
  const seamline = (...args: readonly string[]): string =>
    execFileSync(process.execPath, ["--no-warnings", bin, ...args, "--json"], { cwd: root, encoding: "utf8" });
  const listEdges = async (): Promise<readonly string[]> => {
    const { graph } = (await propose({ cwd: root })).repository;
    return [...new Set(graph.internal.map(({ file, target }) => `${file} -> ${target}`))].sort();
  };

  it("is divided by init into boundaries that check accepts", async () => {
    write();
    const { arrangement } = await propose({ cwd: root });
    expect({ ...arrangement, modules: [...arrangement.modules.keys()] }).toEqual({
      modules,
      clients: [],
      shared,
      roots,
    });
    const { config } = JSON.parse(seamline("init")) as InitResult;
    expect(config).not.toHaveProperty("unresolved");
    const checked = JSON.parse(seamline("check")) as CheckResult;
    expect(checked).toMatchObject({ ok: true, modules: modules.length, notices });
  });

  it("has the edges that TypeScript finds, installed and built or not", async () => {
    write();
    const before = await listEdges();
    install();
    const { sources } = await readFileGraph(root);
    expect(before).toEqual(listTypescriptEdges(root, sources.files));
    expect(await listEdges()).toEqual(before);
  });
});
