/** Settings without effect. */

import { compileNamePatterns, compilePathPatterns } from "../pattern/path-pattern.ts";
import type { Repository } from "../run/read-repository.ts";

/** A setting without effect. */
export interface UnusedSetting {
  readonly setting: string;
  readonly value: string;
  readonly reason: string;
}

/**
 * Lists edges, public parts, allowed internals and external specifiers that match no import, and
 * clients without importers.
 */
export function listUnused(repository: Repository): readonly UnusedSetting[] {
  return [
    ...unusedEdges(repository),
    ...unusedParts(repository),
    ...unusedClients(repository),
    ...unusedExternals(repository),
  ];
}

function unusedEdges({ boundaries, units, graph }: Repository): readonly UnusedSetting[] {
  const modules = boundaries.units.filter(({ kind }) => kind === "module");
  return modules.flatMap(({ id, name }) =>
    [...boundaries.edgesFrom(name)].flatMap(([to, { policy }]) => {
      const setting = `check.edges.${name}`;
      if (!units.some((edge) => edge.from.id === id && edge.to.name === to)) {
        return [{ setting, value: to, reason: `no file of ${name} imports anything of ${to}` }];
      }
      const crossing = graph.internal.filter(
        (one) => one.from?.id === id && one.to?.unit.kind === "module" && one.to.unit.name === to,
      );
      return (policy.allow ?? [])
        .filter((pattern) => !crossing.some((one) => compilePathPatterns([pattern])(one.to?.part ?? "")))
        .map((value) => ({ setting: `${setting}.${to}.allow`, value, reason: `${name} imports none of it` }));
    }),
  );
}

function unusedParts({ boundaries, graph, config }: Repository): readonly UnusedSetting[] {
  const modules = boundaries.units.filter(({ kind }) => kind === "module");
  return modules.flatMap(({ id, name }) => {
    const crossing = graph.internal.filter((one) => one.to?.unit.id === id && one.from?.id !== id);
    return boundaries.publicParts(name).flatMap(({ patterns }) =>
      patterns
        .filter((pattern) => config.public?.includes(pattern) !== true) // a public part of all modules may be used in some only
        .filter((pattern) => !crossing.some((one) => compilePathPatterns([pattern])(one.to?.part ?? "")))
        .map((value) => ({ setting: `check.modules.${name}.public`, value, reason: "no other unit imports it" })),
    );
  });
}

function unusedClients({ boundaries, units }: Repository): readonly UnusedSetting[] {
  return boundaries.units
    .filter(({ kind, id }) => kind === "client" && !units.some(({ to }) => to.id === id))
    .map(({ name }) => ({ setting: "check.clients", value: name, reason: "no unit imports this client package" }));
}

function unusedExternals({ config, graph }: Repository): readonly UnusedSetting[] {
  const unresolved = new Set(graph.unresolved.map(({ file, specifier }) => `${file}\0${specifier}`));
  const pairs = Object.entries(config.unresolved ?? {}).flatMap(([file, specifiers]) =>
    specifiers
      .filter((specifier) => !unresolved.has(`${file}\0${specifier}`))
      .map((value) => ({
        setting: `check.unresolved[${JSON.stringify(file)}]`,
        value,
        reason: "it is resolved now, or gone",
      })),
  );
  const patterns = (config.external ?? [])
    .filter((pattern) => {
      const matches = compileNamePatterns([pattern]);
      return !graph.unresolved.some(({ specifier }) => matches(specifier));
    })
    .map((value) => ({ setting: "check.external", value, reason: "no unresolved specifier matches it" }));
  return [...patterns, ...pairs];
}
