import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./snippets.ts";

const start = (...options: string[]) =>
  spawnSync(process.execPath, [join(root, "scripts/start.mjs"), ...options], { encoding: "utf8" });

describe("npm start", () => {
  it("prints its help, and runs nothing", () => {
    expect(start("--help")).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("--serve ") });
    expect(start("--serve", "--help").status).toBe(0);
    expect(start("--stage", "events", "--help").status).toBe(0);
    expect(start("--stage", "hybrid", "--help").status).toBe(0);
  });

  it("refuses an unknown option before it installs anything", () => {
    const { status, stdout, stderr } = start("--sreve");
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr: "expected --stage events, --stage hybrid, --serve or --help, found --sreve\n",
    });
  });
});
