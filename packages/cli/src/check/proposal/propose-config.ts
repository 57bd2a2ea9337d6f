/** Builds a configuration from an arrangement. */

import type { CheckConfig, EdgePolicy } from "../../config/check-config.ts";
import type { UnitGraph } from "../graph/unit-graph.ts";
import type { Arrangement } from "./assign-rest.ts";
import type { FileGraph } from "./file-graph.ts";
import { createDivider } from "./propose-modules.ts";
import { toGlobs } from "./to-globs.ts";

const faces = [
  "index.ts",
  "src/index.ts",
  "index.js",
  "src/index.js",
  "index.tsx",
  "index.mts",
  "index.mjs",
  "index.cjs",
];

/** Proposes all settings except the edges. */
export function proposeConfig(graph: FileGraph, arrangement: Arrangement): CheckConfig {
  const { modules, clients, shared, roots } = arrangement;
  const publicParts = findFaces(graph, modules);
  return {
    modules: toPatterns(graph, modules),
    ...(publicParts.length > 0 && { public: publicParts }),
    ...(clients.length > 0 && { clients }),
    ...(shared.length > 0 && { shared }),
    ...(roots.length > 0 && { roots }),
    ...(graph.external.length > 0 && { external: graph.external }),
    ...(Object.keys(graph.unresolved).length > 0 && { unresolved: graph.unresolved }),
    ...(graph.ignored.length > 0 && { ignore: graph.ignored }),
  };
}

/** Proposes every existing edge, for types only if only types cross it. */
export function proposeEdges(units: UnitGraph): Pick<CheckConfig, "edges"> {
  const edges = new Map<string, Map<string, boolean>>();
  for (const { from, to, imports } of units) {
    const crosses = from.kind === "module" && (to.kind === "module" || to.kind === "client") && from.name !== to.name;
    if (!crosses) continue;
    const targets = edges.get(from.name) ?? new Map<string, boolean>();
    const typesOnly = imports.every(({ statement }) => statement.typeOnly);
    edges.set(from.name, targets.set(to.name, (targets.get(to.name) ?? true) && typesOnly));
  }
  const declared = [...edges]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([from, targets]) => [from, toPolicies(targets)] as const);
  return declared.length > 0 ? { edges: Object.fromEntries(declared) } : {};
}

function toPolicies(targets: ReadonlyMap<string, boolean>): readonly string[] | Readonly<Record<string, EdgePolicy>> {
  const sorted = [...targets].sort(([one], [other]) => (one < other ? -1 : 1));
  if (sorted.every(([, typesOnly]) => !typesOnly)) return sorted.map(([name]) => name);
  return Object.fromEntries(sorted.map(([name, typesOnly]) => [name, typesOnly ? { types: "only" } : {}]));
}

function findFaces({ links }: FileGraph, modules: Arrangement["modules"]): readonly string[] {
  const divide = createDivider(modules);
  const used = new Set<string>();
  for (const { from, to } of links) {
    const [one, other] = [divide(from), divide(to)];
    if (one === undefined || other === undefined || one === other) continue;
    const folder = modules.get(other)?.find((one) => to.startsWith(`${one}/`));
    if (folder !== undefined) used.add(to.slice(folder.length + 1));
  }
  return faces.filter((face) => used.has(face));
}

/**
 * A pattern if every folder that it matches is a module, so that new folders become modules;
 * otherwise the modules by name.
 */
function toPatterns({ files }: FileGraph, modules: Arrangement["modules"]): NonNullable<CheckConfig["modules"]> {
  const folders = [...modules.values()].flat();
  const parents = [...new Set(folders.map((folder) => folder.slice(0, Math.max(0, folder.lastIndexOf("/")))))].sort();
  const children = new Set(
    files.flatMap((file) => {
      const parent = parents.find((one) => one !== "" && file.startsWith(`${one}/`));
      const rest = parent === undefined ? "" : file.slice(parent.length + 1);
      return rest.includes("/") ? [`${parent}/${rest.slice(0, rest.indexOf("/"))}`] : [];
    }),
  );
  const exact = children.size === folders.length && folders.every((folder) => children.has(folder));
  if (exact && [...modules].every(([, own]) => own.length === 1)) return parents.map((parent) => `${parent}/*`);
  return Object.fromEntries(
    [...modules].map(([name, own]) => {
      const paths = toGlobs(own, files);
      return [name, paths.length === 1 ? (paths[0] ?? "") : { path: paths }];
    }),
  );
}
