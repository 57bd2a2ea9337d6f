import { check } from "@seamline/cli";
import { describe, expect, it } from "vitest";
import { root } from "./snippets.ts";

describe("the boundaries in seamline.config.ts", () => {
  it("are kept, and the baseline holds nothing that is gone", async () => {
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
});
