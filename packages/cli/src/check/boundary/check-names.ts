/** Checks the names and patterns of a configuration. */

import type { CheckConfig } from "../../config/check-config.ts";
import { compilePathPatterns } from "../pattern/path-pattern.ts";
import type { AssignPath } from "./assign-paths.ts";
import { moduleSettings } from "./territories.ts";
import type { Unit } from "./unit.ts";

/** The unknown names and unmatched patterns: a rule about a missing module would check nothing. */
export function checkNames(
  config: CheckConfig,
  units: readonly Unit[],
  files: readonly string[],
  assign: AssignPath,
): readonly string[] {
  const modules = new Set(units.flatMap(({ kind, name }) => (kind === "module" ? [name] : [])));
  const doors = new Set([...modules, ...units.flatMap(({ kind, name }) => (kind === "client" ? [name] : []))]);
  const unknown = (setting: string, name: string, known: ReadonlySet<string>): readonly string[] => {
    if (known.has(name)) return [];
    const names = known.size === 0 ? "none" : [...known].join(", ");
    return [`${setting}: expected the name of a module, found ${JSON.stringify(name)}; the modules are ${names}`];
  };
  return [
    ...checkNothing(config),
    ...Object.entries(config.edges ?? {}).flatMap(([from, to]) => [
      ...unknown("check.edges", from, modules),
      ...(Array.isArray(to) ? to : Object.keys(to)).flatMap((name) => unknown(`check.edges.${from}`, name, doors)),
      ...(Array.isArray(to) ? [] : Object.entries(to)).flatMap(([name, { parts = [] }]) =>
        checkParts(config, from, name, parts),
      ),
    ]),
    ...Object.keys(config.forbidden ?? {}).flatMap((name) =>
      name === "*" ? [] : unknown("check.forbidden", name, modules),
    ),
    ...Object.keys(config.tables ?? {}).flatMap((name) => unknown("check.tables", name, modules)),
    ...Object.keys(config.baseline?.modes ?? {}).flatMap((name) =>
      unknown("check.baseline.modes", name, new Set([...units.map(({ id }) => id), "unassigned"])),
    ),
    ...[...moduleSettings(config)].flatMap(([name, { private: patterns = [] }]) =>
      patterns.flatMap((pattern) => checkPrivate(name, pattern, files, assign)),
    ),
  ];
}

function checkNothing({ modules = [], floors = [] }: CheckConfig): readonly string[] {
  if (Object.keys(modules).length > 0 || floors.length > 0) return [];
  return ['check: expected modules or floors, found neither; write `modules: ["modules/*"]`, or run `seamline init`'];
}

function checkParts(config: CheckConfig, from: string, to: string, parts: readonly string[]): readonly string[] {
  const declared = moduleSettings(config).get(to)?.public ?? [];
  const known = Array.isArray(declared) ? [] : Object.keys(declared);
  return parts
    .filter((part) => !known.includes(part))
    .map(
      (part) =>
        `check.edges.${from}.${to}.parts: expected a named public part of ${to}, found ${JSON.stringify(part)}; ` +
        (known.length === 0 ? `name it in check.modules.${to}.public` : `the parts are ${known.join(", ")}`),
    );
}

function checkPrivate(
  module: string,
  pattern: string,
  files: readonly string[],
  assign: AssignPath,
): readonly string[] {
  const has = compilePathPatterns([pattern]);
  const found = files.some((file) => {
    const at = assign(file);
    return at?.unit.kind === "module" && at.unit.name === module && has(at.part);
  });
  if (found) return [];
  return [
    `check.modules.${module}.private: expected files in ${JSON.stringify(pattern)} below the module's folder, found none; correct the pattern`,
  ];
}
