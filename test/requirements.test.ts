import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./snippets.ts";
import { findPackages } from "./tarballs.ts";

interface Manifest {
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The rows of the table of peers, as the manifests have them: `zod | ^4.1.0 | core, cli | testing`. */
async function readManifests(): Promise<readonly string[]> {
  const rows = new Map<string, { readonly needed: string[]; readonly optional: string[] }>();
  for (const folder of await findPackages()) {
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
    for (const [peer, range] of Object.entries(manifest.peerDependencies ?? {})) {
      if (peer.startsWith("@seamline/")) continue;
      const key = `${peer} | ${range}`;
      const row = rows.get(key) ?? { needed: [], optional: [] };
      rows.set(key, row);
      row[manifest.peerDependenciesMeta?.[peer]?.optional ? "optional" : "needed"].push(basename(folder));
    }
  }
  return [...rows].map(([key, row]) => `${key} | ${row.needed.join(", ")} | ${row.optional.join(", ")}`.trim()).sort();
}

describe("docs/reference/requirements.md", () => {
  it("lists the peers of all packages, with their ranges", async () => {
    const text = await readFile(join(root, "docs/reference/requirements.md"), "utf8");
    const [, table = ""] = text.split("| peer | range | needed by | optional in |\n|---|---|---|---|\n");
    const rows = (table.split("\n\n")[0] ?? "").split("\n").map((line) => {
      const cells = line.replaceAll("\\|", "/").split("|").slice(1, -1);
      const [peer = "", range = "", ...users] = cells.map((cell) => cell.trim().replaceAll("`", ""));
      const sorted = users.map((names) => names.split(", ").sort().join(", "));
      return `${peer} | ${range.replaceAll("//", "||")} | ${sorted.join(" | ")}`.trim();
    });
    expect(rows.sort()).toEqual(await readManifests());
  });
});
