/** Rules about whole edges: unused declarations, and cycles. */

import { findCycles } from "../graph/cycles.ts";
import type { Adjacency } from "../graph/shortest-path.ts";
import type { UnitEdge, UnitGraph } from "../graph/unit-graph.ts";
import type { Rule } from "./violation.ts";

/** A declared edge that no import uses. */
export const judgeUnused: Rule = ({ boundaries, units, configFile }) => {
  const used = new Set(units.map(({ from, to }) => `${from.id}\0${to.name}`));
  return boundaries.units
    .filter(({ kind }) => kind === "module")
    .flatMap(({ id, name }) =>
      [...boundaries.edgesFrom(name).keys()]
        .filter((to) => !used.has(`${id}\0${to}`))
        .map((to) => ({
          rule: "unused-edge" as const,
          owner: id,
          file: configFile,
          line: 1,
          column: 1,
          found: `${name} declares the use of ${to}, and imports nothing of it`,
          fix: `remove ${JSON.stringify(to)} from check.edges.${name}`,
          path: [id, to],
          entry: `unused-edge ${name} -> ${to}`,
        })),
    );
};

/**
 * Units that import each other in a cycle. Composition roots are excluded, since nothing may import
 * them.
 */
export const judgeCycles: Rule = ({ units }) => {
  const edges = units.filter(({ from, to }) => from.kind !== "root" && to.kind !== "root");
  return findCycles(toAdjacency(edges)).map((cycle) => {
    const steps = cycle.map((id, index) => edgeBetween(edges, id, cycle[(index + 1) % cycle.length] ?? id));
    const weakest = steps.reduce((one, other) => (other.imports.length < one.imports.length ? other : one));
    const [first] = weakest.imports as [UnitEdge["imports"][number], ...UnitEdge["imports"]];
    const path = [...cycle, cycle[0] ?? ""];
    const cycleText = path.join(" -> ");
    return {
      rule: "cycle" as const,
      owner: cycle[0] ?? "",
      file: first.file,
      line: first.statement.line,
      column: first.statement.column,
      found: `${cycleText} is a cycle (${steps.map(({ imports }) => imports.length).join(" + ")} imports)`,
      fix: `remove ${weakest.from.id} -> ${weakest.to.id}: it has the fewest imports`,
      path,
      entry: `cycle ${cycleText}`,
    };
  });
};

/** The graph by ids. */
export function toAdjacency(edges: UnitGraph): Adjacency {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of edges) graph.set(from.id, (graph.get(from.id) ?? new Set()).add(to.id));
  return graph;
}

function edgeBetween(edges: UnitGraph, from: string, to: string): UnitEdge {
  const found = edges.find((edge) => edge.from.id === from && edge.to.id === to);
  if (found === undefined) throw new RangeError(`expected an edge ${from} -> ${to}, found none`);
  return found;
}
