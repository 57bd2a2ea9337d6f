/**
 * `pnpm changelog`: writes the entries of `.changeset/*.md` into CHANGELOG.md, below "Unreleased";
 * released sections stay unchanged. `pnpm changelog --release 0.2.0` closes the section and removes
 * the changesets.
 */

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, ".changeset");
const file = join(root, "CHANGELOG.md");

/** One changeset: its packages, the largest of their bumps, its text. */
interface Entry {
  readonly name: string;
  readonly packages: readonly string[];
  readonly bump: "major" | "minor" | "patch";
  readonly text: string;
}

const titles = { major: "Breaking changes", minor: "Features", patch: "Fixes" } as const;

/**
 * The changelog with its section "Unreleased" printed from the changesets.
 * @param current the text of CHANGELOG.md: its sections after "Unreleased" are kept.
 */
export function printChangelog(current: string): string {
  const entries = readChangesets();
  const sections = Object.entries(titles).map(([bump, title]) => {
    const items = entries.filter((entry) => entry.bump === bump).map(printEntry);
    return items.length === 0 ? "" : `### ${title}\n\n${items.join("\n")}\n`;
  });
  const released = /^## (?!Unreleased).*/ms.exec(current)?.[0];
  return `${[
    "# Changelog\n",
    "All packages have the same version. Until 1.0 a minor version may break; such a change stands under Breaking changes.\n",
    "## Unreleased\n",
    ...sections.filter((section) => section !== ""),
    ...(released === undefined ? [] : [released]),
  ]
    .join("\n")
    .trimEnd()}\n`;
}

function readChangesets(): readonly Entry[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
  return names.sort().map((name) => {
    const [, head, text] = /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(join(folder, name), "utf8")) ?? [];
    if (head === undefined || text === undefined) {
      throw new Error(
        `.changeset/${name}: expected packages and bumps between two lines of ---, found none; see CONTRIBUTING.md`,
      );
    }
    const bumps = [...head.matchAll(/^"(@seamline\/\w+)": (major|minor|patch)$/gm)];
    const bump = (["major", "minor", "patch"] as const).find((one) => bumps.some(([, , other]) => other === one));
    if (bump === undefined)
      throw new Error(`.changeset/${name}: expected "@seamline/…": minor, found ${JSON.stringify(head)}`);
    return { name, packages: bumps.map(([, id]) => id ?? ""), bump, text: text.trim() };
  });
}

function printEntry({ packages, text }: Entry): string {
  const scope = packages.map((id) => id.replace("@seamline/", "")).join(", ");
  return `- **${scope}**: ${text.replaceAll("\n", "\n  ").replaceAll(/^ +$/gm, "")}`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { release: { type: "string" } } });
  const text = printChangelog(readFileSync(file, "utf8"));
  if (values.release === undefined) {
    writeFileSync(file, text);
  } else {
    writeFileSync(file, text.replace("## Unreleased", `## Unreleased\n\n## ${values.release}`));
    for (const name of readdirSync(folder)) if (name.endsWith(".md")) rmSync(join(folder, name));
  }
}
