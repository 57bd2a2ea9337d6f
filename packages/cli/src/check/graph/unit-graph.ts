/** The graph of units: their imports of each other. */

import type { Unit } from "../boundary/unit.ts";
import type { ImportGraph, InternalImport } from "./import-graph.ts";

/** All imports from one unit to another. */
export interface UnitEdge {
  readonly from: Unit;
  readonly to: Unit;
  readonly imports: readonly InternalImport[];
}

/** Edges, sorted by the ids of their ends. */
export type UnitGraph = readonly UnitEdge[];

/** Groups the imports between units; imports within a unit are no edge. */
export function buildUnitGraph({ internal }: ImportGraph): UnitGraph {
  const edges = new Map<Unit, Map<Unit, InternalImport[]>>();
  for (const one of internal) {
    const to = one.to?.unit;
    if (one.from === undefined || to === undefined || one.from === to) continue;
    const targets = edges.get(one.from) ?? new Map<Unit, InternalImport[]>();
    const imports = targets.get(to) ?? [];
    imports.push(one);
    edges.set(one.from, targets.set(to, imports));
  }
  return [...edges]
    .flatMap(([from, targets]) => [...targets].map(([to, imports]) => ({ from, to, imports })))
    .sort((one, other) => compare(one.from.id, other.from.id) || compare(one.to.id, other.to.id));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
