/**
 * Which edges to remove first.
 *
 * An edge is worth what its removal takes away: the pairs of modules that are in a circle with each other (they can only be cut out
 * together), and then the pairs in which one module needs another at all, directly or not. It costs the imports that have to be
 * replaced; one of types costs half, because a type can be declared again where a value has to be asked for. The edge with the most
 * gain for its cost comes first; the next is judged as if that one were gone already.
 */

import type { UnitGraph } from "../graph/unit-graph.ts";

/** An edge, and what its removal gains. */
export interface RankedEdge {
  readonly from: string;
  readonly to: string;
  readonly imports: number;
  readonly typesOnly: boolean;
  /** Pairs of modules that are no longer in a circle with each other. */
  readonly freed: number;
  /** Pairs of modules of which one no longer needs the other. */
  readonly fewer: number;
  /** Where the first of its imports stands. */
  readonly where: string;
}

/** A pair that comes out of a circle counts as much as this many that only lose a dependency. */
const circleWeight = 10;

/** Ranks the edges between modules, the best first. @param most how many. */
export function rankEdges(units: UnitGraph, most: number): readonly RankedEdge[] {
  const left = units.filter(({ from, to }) => from.kind === "module" && to.kind === "module");
  const ranked: RankedEdge[] = [];
  while (ranked.length < most && left.length > 0) {
    const before = measure(left);
    const judged = left.map((edge) => {
      const others = left.filter((one) => one !== edge);
      const after = isDetour(others, edge) ? before : measure(others);
      const cost = edge.imports.reduce((sum, { statement }) => sum + (statement.typeOnly ? 0.5 : 1), 0);
      const freed = before.circles - after.circles;
      const fewer = before.needs - after.needs;
      return { edge, freed, fewer, worth: (circleWeight * freed + fewer) / cost };
    });
    judged.sort((one, other) => other.worth - one.worth || one.edge.imports.length - other.edge.imports.length);
    const [best] = judged;
    if (best === undefined || best.worth === 0) break;
    const { from, to, imports } = best.edge;
    const first = imports[0];
    ranked.push({
      from: from.id,
      to: to.id,
      imports: imports.length,
      typesOnly: imports.every(({ statement }) => statement.typeOnly),
      freed: best.freed,
      fewer: best.fewer,
      where: first === undefined ? "" : `${first.file}:${first.statement.line}:${first.statement.column}`,
    });
    left.splice(left.indexOf(best.edge), 1);
  }
  return ranked;
}

function measure(edges: UnitGraph): { readonly circles: number; readonly needs: number } {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from.id, [...(next.get(from.id) ?? []), to.id]);
  const reached = new Map([...next.keys()].map((node) => [node, reach(next, node)]));
  let circles = 0;
  let needs = 0;
  for (const [node, targets] of reached) {
    for (const target of targets) {
      if (target === node) continue;
      needs += 1;
      if (node < target && reached.get(target)?.has(node) === true) circles += 1;
    }
  }
  return { circles, needs };
}

/** Whether the other edges lead from one end of an edge to the other: without it, everything is reached as before. */
function isDetour(others: UnitGraph, { from, to }: UnitGraph[number]): boolean {
  const next = new Map<string, string[]>();
  for (const one of others) next.set(one.from.id, [...(next.get(one.from.id) ?? []), one.to.id]);
  return reach(next, from.id).has(to.id);
}

function reach(next: ReadonlyMap<string, readonly string[]>, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [from];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const one of next.get(at) ?? []) {
      if (found.has(one)) continue;
      found.add(one);
      waiting.push(one);
    }
  }
  return found;
}
