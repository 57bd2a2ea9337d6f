/**
 * The folders of a workspace: `workspaces` of a package.json, `packages` of a pnpm-workspace.yaml
 * or a lerna.json.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Checks that a folder, relative to the workspace, is one of its packages. */
export type WorkspaceMatcher = (folder: string) => boolean;

/** Reads the workspace defined in a folder; `undefined` without one. */
export function readWorkspaceGlobs(
  folder: string,
  manifest: Readonly<Record<string, unknown>>,
): WorkspaceMatcher | undefined {
  const patterns =
    readPnpm(join(folder, "pnpm-workspace.yaml")) ??
    readList(manifest.workspaces) ??
    readLerna(join(folder, "lerna.json"));
  return patterns === undefined ? undefined : compile(patterns.flatMap(expandBraces));
}

function compile(patterns: readonly string[]): WorkspaceMatcher {
  const steps = patterns.map((pattern) => {
    const excluded = pattern.startsWith("!");
    return { excluded, expression: toExpression(pattern.slice(excluded ? 1 : 0)) };
  });
  return (folder) =>
    folder === "" ||
    (steps.some(({ excluded, expression }) => !excluded && expression.test(folder)) &&
      !steps.some(({ excluded, expression }) => excluded && expression.test(folder)));
}

function toExpression(pattern: string): RegExp {
  const path = pattern.replace(/^\.?\/+/, "").replace(/\/?(?:package\.json)?\/*$/, "");
  const source = path
    .replaceAll(/[\\^$.+?()[\]{}|]/g, "\\$&")
    .replaceAll("**/", "\0")
    .replaceAll("**", "\x01")
    .replaceAll("*", "[^/]*")
    .replaceAll("\0", "(?:.*/)?")
    .replaceAll("\x01", ".*");
  return new RegExp(`^${source}$`);
}

/** Expands `{apps,libs}/*` to `apps/*` and `libs/*`. */
function expandBraces(pattern: string): readonly string[] {
  const match = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(pattern);
  if (match === null) return [pattern];
  const [, before = "", list = "", after = ""] = match;
  return list.split(",").flatMap((one) => expandBraces(before + one + after));
}

function readList(value: unknown): readonly string[] | undefined {
  const list = typeof value === "object" && value !== null && "packages" in value ? value.packages : value;
  return Array.isArray(list) ? list.filter((one) => typeof one === "string") : undefined;
}

function readLerna(file: string): readonly string[] | undefined {
  if (!existsSync(file)) return undefined;
  const [, list] = /"packages"\s*:\s*\[([^\]]*)\]/.exec(readFileSync(file, "utf8")) ?? [];
  return list === undefined ? undefined : [...list.matchAll(/"([^"]+)"/g)].map(([, one = ""]) => one);
}

/** Reads the list `packages` of a YAML file, in block or flow form. */
function readPnpm(file: string): readonly string[] | undefined {
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8")
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, ""));
  const start = lines.findIndex((line) => /^["']?packages["']?\s*:/.test(line));
  if (start === -1) return undefined;
  const end = lines.findIndex((line, index) => index > start && /^[^\s\-#\]]/.test(line));
  const text = lines
    .slice(start, end === -1 ? undefined : end)
    .join("\n")
    .replace(/^[^:]*:/, "");
  const items = text.includes("[")
    ? text.replaceAll(/[[\]]/g, "").split(",")
    : text.split("\n").map((line) => line.replace(/^\s*-\s+/, ""));
  return items.map((one) => one.trim().replace(/^(["'])(.*)\1$/, "$2")).filter((one) => one !== "");
}
