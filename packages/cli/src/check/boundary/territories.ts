/** The territories of a configuration: its patterns by kind of unit. */

import type { CheckConfig, ModuleBoundary } from "../../config/check-config.ts";
import { UserError } from "../../error/user-error.ts";
import { compileNamePatterns } from "../pattern/path-pattern.ts";
import type { WorkspacePackage } from "../resolve/workspace-packages.ts";
import type { Territory } from "./assign-paths.ts";

/** The modules with a name in the configuration. */
export function moduleSettings(config: CheckConfig): ReadonlyMap<string, ModuleBoundary> {
  const { modules = [] } = config;
  if (isList(modules)) return new Map();
  return new Map(
    Object.entries(modules).map(([name, one]) => [name, typeof one === "string" ? { path: one } : one] as const),
  );
}

/**
 * Lists the territories. `package:<name>` is replaced by the folders of the workspace packages with
 * that name.
 * @param clients the folders of client packages if `check` has none: these need not exist.
 * @throws {UserError} for an unknown package name.
 */
export function listTerritories(
  config: CheckConfig,
  clients: readonly string[],
  packages: readonly WorkspacePackage[],
): readonly (Territory & { readonly optional?: boolean })[] {
  const own = moduleSettings(config);
  const { modules = [], shared = [], roots = [] } = config;
  const listed: readonly (Territory & { readonly optional?: boolean })[] = [
    ...(isList(modules)
      ? modules.map((pattern) => ({ pattern, kind: "module", setting: "check.modules" }) as const)
      : []),
    ...[...own].flatMap(([name, { path, client }]) => [
      ...[path].flat().map((pattern) => ({ pattern, kind: "module", name, setting: `check.modules.${name}` }) as const),
      ...(client === undefined
        ? []
        : [{ pattern: client, kind: "client", name, setting: `check.modules.${name}.client` } as const]),
    ]),
    ...(config.clients ?? clients).map(
      (pattern) =>
        ({ pattern, kind: "client", setting: "check.clients", optional: config.clients === undefined }) as const,
    ),
    ...shared.map((pattern) => ({ pattern, kind: "shared", setting: "check.shared" }) as const),
    ...roots.map((pattern) => ({ pattern, kind: "root", setting: "check.roots" }) as const),
  ];
  return listed.flatMap((territory) => expandPackages(territory, packages));
}

function expandPackages<One extends Territory>(territory: One, packages: readonly WorkspacePackage[]): readonly One[] {
  const { pattern, setting } = territory;
  if (!pattern.startsWith("package:")) return [territory];
  const written = pattern.slice("package:".length);
  const matches = compileNamePatterns([written]);
  const found = packages.filter(({ name = "" }) => matches(name));
  if (found.length === 0) {
    throw new UserError([
      `${setting}: expected a package of this workspace, found none with the name ${written}; correct it`,
    ]);
  }
  return found.map(({ folder }) => ({ ...territory, pattern: folder === "" ? "." : folder }));
}

function isList<One>(value: readonly One[] | object): value is readonly One[] {
  return Array.isArray(value);
}
