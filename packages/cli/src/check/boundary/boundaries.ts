/** The boundaries of a repository, in the form that rules use. */

import type { CheckConfig, EdgePolicy } from "../../config/check-config.ts";
import { UserError } from "../../error/user-error.ts";
import { compileNamePatterns, compilePathPatterns } from "../pattern/path-pattern.ts";
import { toBuiltinName } from "../resolve/package-name.ts";
import type { WorkspacePackage } from "../resolve/workspace-packages.ts";
import { type AssignPath, createAssignment, holdsAny, type Territory } from "./assign-paths.ts";
import { checkNames } from "./check-names.ts";
import { listTerritories, moduleSettings } from "./territories.ts";
import type { Assignment, Unit } from "./unit.ts";

/** A part of a module that others may import. */
export interface PublicPart {
  readonly name: string | undefined;
  readonly patterns: readonly string[];
  readonly has: (part: string) => boolean;
}

/** A declared edge. */
export interface DeclaredEdge {
  readonly policy: EdgePolicy;
  /** Checks that the edge may import this internal part. */
  readonly allows: (part: string) => boolean;
}

/** The permitted imports. */
export interface Boundaries {
  /** Every unit with at least one file, sorted by id. */
  readonly units: readonly Unit[];
  readonly assign: AssignPath;
  /** The edges declared from a module, by the name of the target. */
  edgesFrom(module: string): ReadonlyMap<string, DeclaredEdge>;
  publicParts(module: string): readonly PublicPart[];
  isPrivate(target: Assignment): boolean;
  isForbidden(module: string, packageName: string): boolean;
  /** Checks that the module has a client package. */
  hasClient(module: string): boolean;
}

/** The sources of boundaries besides the configuration. */
export interface BoundarySources {
  /** The source files. */
  readonly files: readonly string[];
  /** Files of every kind: shared code may be data. */
  readonly names: readonly string[];
  readonly packages: readonly WorkspacePackage[];
  /** The folders of client packages outside `check`. */
  readonly clients: readonly string[];
}

/**
 * Reads the boundaries of a configuration.
 * @throws {UserError} for patterns without files and unknown names, since a rule without effect
 * would look like a boundary.
 */
export function readBoundaries(config: CheckConfig, { files, names, packages, clients }: BoundarySources): Boundaries {
  const territories = listTerritories(config, clients, packages);
  const known = new Set(names);
  const isFile = (path: string): boolean => known.has(path);
  const assign = createAssignment(territories, isFile);
  const units = findUnits(files, assign);
  const settings = moduleSettings(config);
  const edges = new Map(Object.entries(config.edges ?? {}).map(([from, to]) => [from, readEdges(to)]));
  const parts = new Map([...settings].map(([name, one]) => [name, readParts(one.public ?? [])]));
  const common = readParts(config.public ?? []);
  const privates = new Map([...settings].map(([name, one]) => [name, compilePathPatterns(one.private ?? [])]));
  const forbiddenForAll = compilePackages(config.forbidden?.["*"] ?? []);
  const forbidden = new Map(
    units
      .filter(({ kind }) => kind === "module")
      .map(({ name }) => [
        name,
        compilePackages([...(config.forbidden?.[name] ?? []), ...(settings.get(name)?.forbidden ?? [])]),
      ]),
  );
  const faults = [...findEmpty(territories, files, names), ...checkNames(config, units, files, assign)];
  if (faults.length > 0) throw new UserError(faults);
  return {
    units,
    assign,
    edgesFrom: (module) => edges.get(module) ?? new Map(),
    publicParts: (module) => [...common, ...(parts.get(module) ?? [])],
    isPrivate: ({ unit, part }) => unit.kind === "module" && privates.get(unit.name)?.(part) === true,
    isForbidden: (module, name) => forbiddenForAll(name) || forbidden.get(module)?.(name) === true,
    hasClient: (module) => units.some(({ kind, name }) => kind === "client" && name === module),
  };
}

function compilePackages(names: readonly string[]): (name: string) => boolean {
  return compileNamePatterns(names.map(toBuiltinName));
}

function findUnits(files: readonly string[], assign: AssignPath): readonly Unit[] {
  const found = new Set(files.flatMap((file) => assign(file)?.unit ?? []));
  return [...found].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function findEmpty(
  territories: readonly (Territory & { optional?: boolean })[],
  files: readonly string[],
  names: readonly string[],
): readonly string[] {
  return territories
    .filter(({ optional }) => optional !== true)
    .filter((territory) => !holdsAny(territory, territory.kind === "shared" ? names : files))
    .map(
      ({ pattern, setting }) =>
        `${setting}: expected source files in ${JSON.stringify(pattern)}, found none; correct the pattern or remove it`,
    );
}

function readEdges(to: readonly string[] | Readonly<Record<string, EdgePolicy>>): ReadonlyMap<string, DeclaredEdge> {
  const policies: readonly (readonly [string, EdgePolicy])[] = isList(to)
    ? to.map((name) => [name, {}])
    : Object.entries(to);
  return new Map(policies.map(([name, policy]) => [name, { policy, allows: compilePathPatterns(policy.allow ?? []) }]));
}

/** `Array.isArray` does not narrow a readonly array. */
function isList(value: readonly string[] | Readonly<Record<string, unknown>>): value is readonly string[] {
  return Array.isArray(value);
}

function readParts(parts: readonly string[] | Readonly<Record<string, readonly string[]>>): readonly PublicPart[] {
  const named = isList(parts) ? [[undefined, parts] as const] : Object.entries(parts);
  return named
    .filter(([, patterns]) => patterns.length > 0)
    .map(([name, patterns]) => ({ name, patterns, has: compilePathPatterns(patterns) }));
}
