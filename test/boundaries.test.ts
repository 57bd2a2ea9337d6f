import { globSync } from "node:fs";
import { join } from "node:path";
import { check } from "@seamline/cli";
import { describe, expect, it } from "vitest";
import config from "../seamline.config.ts";
import { root } from "./snippets.ts";

describe("the boundaries in seamline.config.ts", () => {
  it("are kept, and every entry of the baseline still occurs", async () => {
    const { violations, baseline, modules, files } = await check({ cwd: root, cache: false });
    expect(
      violations
        .filter(({ status }) => status !== "accepted")
        .map(({ found, file, line }) => `${file}:${line}: ${found}`),
    ).toEqual([]);
    expect(baseline.stale).toEqual([]);
    expect(modules).toBeGreaterThan(4);
    expect(files).toBeGreaterThan(400);
  });

  it("give floors to every package with more than one folder", () => {
    const planned = new Set(config.check.floors.map(({ within }) => within));
    const roomy = globSync("packages/*/src", { cwd: root }).filter(
      (src) => globSync("*/", { cwd: join(root, src) }).length > 1,
    );
    expect(roomy.length).toBeGreaterThan(5);
    expect(roomy.filter((src) => !planned.has(src))).toEqual([]);
  });
});
