/** The formats of a result, with names that every format must escape. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printReport } from "../../src/check/report/report.ts";
import type { CheckResult } from "../../src/check/run/check.ts";
import { createRepository, type TestRepository } from "./repository.ts";
import { expectWellFormed } from "./well-formed.ts";

describe("a result", () => {
  let repository: TestRepository;
  let result: CheckResult;
  beforeAll(async () => {
    repository = createRepository(
      { modules: ["modules/*"], baseline: { modes: { open: "open" } } },
      {
        "modules/a&b/od,d:<%>|'file'.ts": 'import "../plain/index.ts";\n',
        "modules/plain/index.ts": "export const plain = 1;\n",
        "modules/open/index.ts": 'import "../plain/index.ts";\n',
        "modules/old/index.ts": 'import "../plain/index.ts";\n',
        "boundaries/old.txt":
          "# Accepted violations of old\n# Fix one, then run `seamline check --shrink-baseline`. See docs/guide/boundaries.md.\n" +
          "internals modules/old/gone.ts -> modules/plain/index.ts\ninternals modules/old/index.ts -> modules/plain/index.ts\n",
        "pages/Page.vue": "",
      },
    );
    result = await repository.check();
  });
  afterAll(() => repository.dispose());

  it("has a violation of every status, a stale entry and a notice", () => {
    expect(result.violations.map(({ status }) => status)).toEqual(["new", "accepted", "open"]);
    expect(result.baseline.stale).toHaveLength(1);
    expect(result.notices).toHaveLength(1);
  });

  it("is a text table of position, rule, finding and fix, with the change since the baseline", () => {
    const text = printReport("text", result).split("\n");
    expect(text[0]).toMatch(/^where +rule +found +fix$/);
    expect(text[1]).toMatch(
      /^modules\/a&b\/od,d:<%>\|'file'\.ts:1:8 +internals +a&b imports the internals of plain: .+ {2}give plain a client package/,
    );
    expect(text[2]).toMatch(/^modules\/open\/index\.ts:1:8 +internals \(open\)/);
    expect(text).toContain("why? seamline check --why internals");
    expect(text).toContain("  old  internals modules/old/gone.ts -> modules/plain/index.ts");
    expect(text.at(-1)).toBe("failed: 4 files, 3 imports, 4 modules; since the baseline of 2: 2 new, 1 gone");
  });

  it("is JSON for programs", () => {
    expect(JSON.parse(printReport("json", result))).toEqual(result);
  });

  it("is SARIF 2.1.0 for code scanning", () => {
    const { version, runs } = JSON.parse(printReport("sarif", result));
    expect(version).toBe("2.1.0");
    const [{ tool, results, columnKind }] = runs;
    expect(columnKind).toBe("utf16CodeUnits");
    const rules: { id: string; shortDescription: { text: string } }[] = tool.driver.rules;
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const one of results) {
      expect(rules[one.ruleIndex]?.id).toBe(one.ruleId);
      expect(one.message.text).not.toBe("");
      expect(one.partialFingerprints["seamline/v1"]).toMatch(/^[0-9a-f]{32}$/);
      const [{ physicalLocation }] = one.locations;
      expect(physicalLocation.artifactLocation).toMatchObject({
        uriBaseId: "ROOT",
        uri: expect.not.stringMatching(/[<>|% ]{2}/),
      });
      expect(physicalLocation.region.startLine).toBeGreaterThan(0);
    }
    const levels = results.map(
      (one: { level: string; suppressions: unknown[] }) => `${one.level} ${one.suppressions.length}`,
    );
    expect(levels).toEqual(["error 0", "note 1", "warning 0", "error 0"]);
    expect(decodeURIComponent(results[0].locations[0].physicalLocation.artifactLocation.uri)).toBe(
      "modules/a&b/od,d:<%>|'file'.ts",
    );
    expect(
      new Set(results.map((one: { partialFingerprints: object }) => JSON.stringify(one.partialFingerprints))).size,
    ).toBe(4);
  });

  it("is workflow commands for GitHub", () => {
    const lines = printReport("github", result).split("\n");
    expect(lines[0]).toMatch(
      /^::error file=modules\/a&b\/od%2Cd%3A<%25>\|'file'\.ts,line=1,col=8,title=seamline internals::a&b imports the internals of plain/,
    );
    expect(lines[1]).toMatch(/^::warning file=modules\/open\/index\.ts,line=1,col=8/);
    expect(lines[2]).toMatch(/^::error file=boundaries\/old\.txt,title=seamline baseline::no longer a violation/);
    expect(lines[3]).toMatch(/^::notice title=seamline::/);
    expect(lines).toHaveLength(5);
  });

  it("is JUnit XML for CI servers", () => {
    const xml = printReport("junit", result);
    expectWellFormed(xml);
    expect(xml).toContain('<testsuites name="seamline check" tests="21" failures="2">');
    expect(xml).toContain('<testcase classname="seamline.internals" name="a&amp;b">');
    expect(xml).toContain('<testcase classname="seamline.cycle" name="all" />');
  });

  it("is Markdown for a pull request", () => {
    const lines = printReport("markdown", result).split("\n");
    expect(lines[0]).toBe("### Boundaries: broken");
    const rows = lines.filter((line) => line.startsWith("|"));
    expect(rows).toHaveLength(4);
    // Apart from escaped characters, every row has the same number of cells.
    expect(rows.map((row) => row.replaceAll("\\|", "").split("|").length)).toEqual([6, 6, 6, 6]);
    expect(lines.at(-1)).toContain("since the baseline of 2: 2 new, 1 gone");
  });
});
