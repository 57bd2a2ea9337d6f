/** The graph of units: who imports whom, and how often. */

import type { Unit } from "../boundary/unit.ts";
import type { ImportGraph, InternalImport } from "./import-graph.ts";

/** All imports from one unit to another. */
export interface UnitEdge {
  readonly from: Unit;
  readonly to: Unit;
  readonly imports: readonly InternalImport[];
}

/** Edges in the order of the ids of their ends. */
export type UnitGraph = readonly UnitEdge[];

/** Sums up the imports between units; imports within one are no edge. */
export function buildUnitGraph({ internal }: ImportGraph): UnitGraph {
  const edges = new Map<string, { from: Unit; to: Unit; imports: InternalImport[] }>();
  for (const one of internal) {
    const to = one.to?.unit;
    if (one.from === undefined || to === undefined || one.from === to) continue;
    const key = `${one.from.id}\0${to.id}`;
    const edge = edges.get(key) ?? { from: one.from, to, imports: [] };
    edge.imports.push(one);
    edges.set(key, edge);
  }
  return [...edges].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, edge]) => edge);
}
