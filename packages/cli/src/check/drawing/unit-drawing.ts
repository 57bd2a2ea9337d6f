/** The drawn graph of units. */

import type { Unit, UnitKind } from "../boundary/unit.ts";
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

/** The events of one unit that another handles. */
export interface DrawnEvents {
  /** The unit that handles them. */
  readonly from: string;
  /** The unit that publishes them. */
  readonly to: string;
  readonly events: readonly string[];
}

/** Nodes and edges, sorted by id. */
export interface UnitDrawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly events: readonly DrawnEvents[];
}

/** The kinds of edges. */
export type EdgeKind = "imports" | "events";

/** The label of an edge of events: their names, or how many there are. */
export function labelOf({ events }: DrawnEvents): string {
  return events.length > 2 ? `${events.length} events` : events.join(", ");
}

/**
 * Creates the drawing of a repository and its violations.
 * @param only the edges to draw; for events, with modules and their ends alone. Default: all.
 */
export function drawUnits(
  { boundaries, units, eventEdges }: Repository,
  violations: readonly Violation[],
  only?: EdgeKind,
): UnitDrawing {
  const against = new Map<string, number>();
  for (const { path } of violations) {
    for (const [index, from] of path.slice(0, -1).entries()) {
      const key = `${from}\0${path[index + 1]}`;
      against.set(key, (against.get(key) ?? 0) + 1);
    }
  }
  const ofEvents = new Set(eventEdges.flatMap(({ from, to }) => [from, to]));
  const isDrawn = (unit: Unit): boolean => only !== "events" || unit.kind === "module" || ofEvents.has(unit);
  return {
    nodes: boundaries.units.filter(isDrawn).map(({ id, kind }) => ({ id, kind })),
    events: (only === "imports" ? [] : eventEdges).map(({ from, to, events }) => ({
      from: from.id,
      to: to.id,
      events,
    })),
    edges: (only === "events" ? [] : units).map(({ from, to, imports }) => ({
      from: from.id,
      to: to.id,
      imports: imports.length,
      violations: against.get(`${from.id}\0${to.id}`) ?? 0,
    })),
  };
}
