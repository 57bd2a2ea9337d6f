/** The bin on a Node version too old for the rest. */

import { readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bin, createWorkspace, type Workspace } from "./workspace.ts";

describe("bin", () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = createWorkspace();
  });
  afterAll(() => workspace.dispose());

  it.each(["18.20.8", "20.20.2", "22.18.0"])("ends with one line on Node %s", async (version) => {
    workspace.write(
      "older.cjs",
      `for (const [key, value] of [["version", "v${version}"], ["versions", { ...process.versions, node: "${version}" }]])
         Object.defineProperty(process, key, { value });`,
    );
    const { code, stdout, stderr } = await workspace.seamline(["check"], { NODE_OPTIONS: "--require ./older.cjs" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^error: seamline: expected Node 22\.19 or later, found v[\d.]+ \(.+\); install a newer one\n$/,
    );
  });

  it("imports nothing before the version check", () => {
    expect(parseSync(bin, readFileSync(bin, "utf8")).module.staticImports).toEqual([]);
  });
});
