/** From where everything lies to a configuration. */

import type { CheckConfig, EdgePolicy } from "../../config/check-config.ts";
import { compileFolderPattern } from "../pattern/path-pattern.ts";
import type { Arrangement } from "./assign-rest.ts";
import type { FileGraph } from "./file-graph.ts";
import { createDivider } from "./propose-modules.ts";

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

/** Proposes a configuration that allows what is there, and no more: every edge that exists, for types only where only types cross. */
export function proposeConfig(graph: FileGraph, { modules, clients, shared, roots }: Arrangement): CheckConfig {
  const divide = createDivider(modules);
  const isClient = clients.map(compileFolderPattern);
  const callee = (path: string): string | undefined =>
    divide(path) ?? isClient.map((matches) => matches(path)?.name).find((name) => name !== undefined);
  const edges = new Map<string, Map<string, boolean>>();
  const used = new Set<string>();
  for (const { from, to, typeOnly } of graph.links) {
    const [one, other] = [divide(from), callee(to)];
    if (one === undefined || other === undefined || one === other) continue;
    const targets = edges.get(one) ?? new Map<string, boolean>();
    edges.set(one, targets.set(other, (targets.get(other) ?? true) && typeOnly));
    const folder = modules.get(other)?.find((one) => to.startsWith(`${one}/`));
    if (folder !== undefined) used.add(to.slice(folder.length + 1));
  }
  const publicParts = faces.filter((face) => used.has(face));
  const declared = [...edges]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([from, targets]) => [from, toEdges(targets)] as const);
  return {
    modules: toPatterns(graph, modules),
    ...(publicParts.length > 0 && { public: publicParts }),
    ...(clients.length > 0 && { clients }),
    ...(shared.length > 0 && { shared }),
    ...(roots.length > 0 && { roots }),
    ...(declared.length > 0 && { edges: Object.fromEntries(declared) }),
    ...(graph.unresolved.length > 0 && { external: graph.unresolved }),
    ...(graph.ignored.length > 0 && { ignore: graph.ignored }),
  };
}

function toEdges(targets: ReadonlyMap<string, boolean>): readonly string[] | Readonly<Record<string, EdgePolicy>> {
  const sorted = [...targets].sort(([one], [other]) => (one < other ? -1 : 1));
  if (sorted.every(([, typeOnly]) => !typeOnly)) return sorted.map(([name]) => name);
  return Object.fromEntries(sorted.map(([name, typeOnly]) => [name, typeOnly ? { types: "only" } : {}]));
}

/** A pattern where every folder that it names is a module, so that new folders become modules; otherwise each by its name. */
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
    [...modules].map(([name, own]) => [name, own.length === 1 ? (own[0] ?? "") : { path: own }]),
  );
}
