/**
 * Ranks edges by the benefit of their removal.
 *
 * The gain of an edge is the number of pairs of modules that its removal takes out of a common
 * cycle (such modules can only be extracted together), and then the number of pairs in which one
 * module no longer depends on the other, directly or not. Its cost is the number of imports to
 * replace; an import of types costs half, because a type can be declared again where a value must
 * be requested. The edge with the highest gain per cost comes first; the next is ranked as if that
 * one were removed.
 */

import type { UnitGraph } from "../graph/unit-graph.ts";

/** An edge, and the gain of its removal. */
export interface RankedEdge {
  readonly from: string;
  readonly to: string;
  readonly imports: number;
  readonly typesOnly: boolean;
  /** Pairs of modules no longer in a common cycle. */
  readonly freed: number;
  /** Pairs of modules without a dependency between them any longer. */
  readonly fewer: number;
  /** The position of its first import. */
  readonly where: string;
}

/** The weight of a pair out of a cycle, in pairs that only lose a dependency. */
const cycleWeight = 10;

/** Ranks the edges between modules, the best first. @param most the maximum number of edges. */
export function rankEdges(units: UnitGraph, most: number): readonly RankedEdge[] {
  const left = units.filter(({ from, to }) => from.kind === "module" && to.kind === "module");
  const ranked: RankedEdge[] = [];
  while (ranked.length < most && left.length > 0) {
    const before = measure(left);
    const judged = left.map((edge) => {
      const others = left.filter((one) => one !== edge);
      const after = isDetour(others, edge) ? before : measure(others);
      const cost = edge.imports.reduce((sum, { statement }) => sum + (statement.typeOnly ? 0.5 : 1), 0);
      const freed = before.cyclicPairs - after.cyclicPairs;
      const fewer = before.needs - after.needs;
      return { edge, freed, fewer, worth: (cycleWeight * freed + fewer) / cost };
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

function measure(edges: UnitGraph): { readonly cyclicPairs: number; readonly needs: number } {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from.id, [...(next.get(from.id) ?? []), to.id]);
  const reached = new Map([...next.keys()].map((node) => [node, reach(next, node)]));
  let cyclicPairs = 0;
  let needs = 0;
  for (const [node, targets] of reached) {
    for (const target of targets) {
      if (target === node) continue;
      needs += 1;
      if (node < target && reached.get(target)?.has(node) === true) cyclicPairs += 1;
    }
  }
  return { cyclicPairs, needs };
}

/**
 * Checks that the other edges also lead from one end to the other: without this edge, everything is
 * still reached.
 */
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
