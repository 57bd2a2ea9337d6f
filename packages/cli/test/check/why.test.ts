/** `seamline check --why`: the page of each rule, wherever the command runs. */

import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readRulePage } from "../../src/check/query/rule-page.ts";
import { ruleNames } from "../../src/check/rule/violation.ts";
import { bin } from "../workspace.ts";

const run = promisify(execFile);
const why = async (...args: readonly string[]): Promise<string> =>
  (await run(process.execPath, ["--no-warnings", bin, "check", "--why", ...args], { cwd: tmpdir() })).stdout;

describe("seamline check --why", () => {
  it("prints the page of a rule, with links that work anywhere", async () => {
    const text = await why("internals");
    expect(text).toMatch(/^# internals\n/);
    expect(text).toMatch(/https:\/\/github\.com\/seamline\/seamline\/blob\/main\/docs\/rules\/internals\.md\n$/);
    expect(text).not.toMatch(/\]\((?!https:|#)/);
    expect(JSON.parse(await why("internals", "--json"))).toMatchObject({ ok: true, rule: "internals" });
  });

  it("knows every rule and every guard", () => {
    const pages = readdirSync(new URL("../../../../docs/rules", import.meta.url));
    for (const name of [...ruleNames, "n-plus-one"]) expect(readRulePage(name).text).toContain(`# ${name}`);
    expect(pages.length).toBeGreaterThan(ruleNames.length);
  });

  it("suggests a rule for a misspelt one", async () => {
    await expect(why("internal")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--why: expected a rule, found "internal"; did you mean internals?'),
    });
  });
});
