/** The page of a rule: what it is for, what it reports and what to do instead. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { addressOfRule, suggest } from "@seamline/core/internal";
import { UserError } from "../../error/user-error.ts";

/** A page of the documentation. */
export interface RulePage {
  readonly rule: string;
  /** Where the page is on the web. */
  readonly address: string;
  /** Its Markdown, with full addresses in its links. */
  readonly text: string;
}

/** The pages lie beside the built code; in this repository they are documentation. */
const folders: readonly string[] = [
  fileURLToPath(new URL("./rules/", import.meta.url)),
  fileURLToPath(new URL("../../../../../docs/rules/", import.meta.url)),
];

/** Reads the page of a rule of `check`, or of a guard. @throws {UserError} for an unknown rule. */
export function readRulePage(rule: string): RulePage {
  const folder = folders.find((one) => existsSync(one));
  if (folder === undefined)
    throw new UserError([`expected the pages of rules in ${folders[0]}, found none; reinstall @seamline/cli`]);
  const rules = readdirSync(folder).map((name) => name.replace(/\.md$/, ""));
  if (!rules.includes(rule)) {
    throw new UserError([`--why: expected a rule, found ${JSON.stringify(rule)}; ${suggest(rule, rules)}`]);
  }
  const address = addressOfRule(rule);
  const text = readFileSync(`${folder}${rule}.md`, "utf8");
  return {
    rule,
    address,
    text: text.replaceAll(/\]\((?!https?:|#)([^)]+)\)/g, (_link, to: string) => `](${new URL(to, address)})`),
  };
}
