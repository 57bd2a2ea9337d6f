/** The graph of events: which unit handles the events of which other. */

import type { Boundaries } from "../boundary/boundaries.ts";
import type { Unit } from "../boundary/unit.ts";
import type { ContractEvents } from "./contract-events.ts";

/** The events of one unit that another handles. */
export interface EventEdge {
  /** The unit that handles them. */
  readonly from: Unit;
  /** The unit that publishes them. */
  readonly to: Unit;
  /** Their names, sorted. */
  readonly events: readonly string[];
}

/** Edges, sorted by the ids of their ends. Events of services without a client package have none. */
export function buildEventGraph(
  contracts: readonly ContractEvents[],
  { units }: Pick<Boundaries, "units">,
): readonly EventEdge[] {
  // A module that is not part of the repository is drawn as its client package.
  const ownerOf = ({ unit }: ContractEvents): Unit =>
    units.find(({ kind, name }) => kind === "module" && name === unit.name) ?? unit;
  const edges = contracts.flatMap((receiver) =>
    contracts.flatMap((publisher): readonly EventEdge[] => {
      const prefix = `${publisher.service}.`;
      const events = receiver.handles.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length));
      if (events.length === 0 || receiver === publisher) return [];
      return [{ from: ownerOf(receiver), to: ownerOf(publisher), events: [...events].sort() }];
    }),
  );
  return edges.sort((one, other) => compare(one.from.id, other.from.id) || compare(one.to.id, other.to.id));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
