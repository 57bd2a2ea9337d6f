/** The drawn graph of units. */

import type { UnitKind } from "../boundary/unit.ts";
import type { Violation } from "../rule/violation.ts";
import type { Repository } from "../run/read-repository.ts";

/** A drawn unit. */
export interface DrawnNode {
  readonly id: string;
  readonly kind: UnitKind;
}

/** All imports from one unit to another. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly imports: number;
  /** The number of violations along it, accepted ones included. */
  readonly violations: number;
}

/** Nodes and edges, sorted by id. */
export interface UnitDrawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** Creates the drawing of a repository and its violations. */
export function drawUnits({ boundaries, units }: Repository, violations: readonly Violation[]): UnitDrawing {
  const against = new Map<string, number>();
  for (const { path } of violations) {
    for (const [index, from] of path.slice(0, -1).entries()) {
      const key = `${from}\0${path[index + 1]}`;
      against.set(key, (against.get(key) ?? 0) + 1);
    }
  }
  return {
    nodes: boundaries.units.map(({ id, kind }) => ({ id, kind })),
    edges: units.map(({ from, to, imports }) => ({
      from: from.id,
      to: to.id,
      imports: imports.length,
      violations: against.get(`${from.id}\0${to.id}`) ?? 0,
    })),
  };
}
