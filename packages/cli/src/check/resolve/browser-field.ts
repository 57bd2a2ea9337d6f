/** The field `browser` of a package.json, by which bundlers replace files and packages. */

import { posix } from "node:path";
import type { WorkspacePackage } from "./workspace-packages.ts";

/** The paths that replace a file of a package, or a package that it imports. */
export function browserTargets(own: WorkspacePackage | undefined, named: string): readonly string[] {
  if (own === undefined || own.browser.size === 0) return [];
  const below = own.folder === "" ? named : named.slice(own.folder.length + 1);
  const keys = new Set([
    named,
    `./${below}`,
    `./${below.replace(/\.\w+$/, "")}`,
    `./${below.replace(/\.[cm]?tsx?$/, ".js")}`,
  ]);
  return [...own.browser].flatMap(([key, target]) => (keys.has(key) ? [posix.join(own.folder, target)] : []));
}
