import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { guardRules } from "@seamline/core/internal";
import { describe, expect, it } from "vitest";
import { ruleTexts } from "../../src/check/rule/rule-texts.ts";
import { ruleNames } from "../../src/check/rule/violation.ts";
import { casesFolder } from "../workspace.ts";

const pages = join(casesFolder, "../../../../docs/rules");

describe("the pages of the rules", () => {
  it("are one for each rule", () => {
    expect(readdirSync(pages).sort()).toEqual([...ruleNames, ...guardRules].map((rule) => `${rule}.md`).sort());
  });

  it.each(ruleNames)("begin with what the reports say: %s", (rule) => {
    const [title, , text] = readFileSync(join(pages, `${rule}.md`), "utf8").split("\n");
    expect([title, text]).toEqual([`# ${rule}`, ruleTexts[rule]]);
  });
});
