/** Cycles of a graph. */

import { type Adjacency, findShortestPath } from "./shortest-path.ts";

/**
 * The shortest cycle through each edge that lies on one; each cycle once, beginning with its
 * smallest id. Together they contain every edge of a cycle, and there are at most as many as edges.
 */
export function findCycles(graph: Adjacency): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const [from, targets] of [...graph].sort(([one], [other]) => (one < other ? -1 : 1))) {
    for (const to of [...targets].sort()) {
      const back = to === from ? [from] : findShortestPath(graph, to, from);
      if (back === undefined) continue;
      const cycle = rotate(back.length === 1 ? back : [from, ...back.slice(0, -1)]);
      found.set(cycle.join("\0"), cycle);
    }
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, cycle]) => cycle);
}

function rotate(cycle: readonly string[]): readonly string[] {
  const smallest = [...cycle].sort()[0] ?? "";
  const at = cycle.indexOf(smallest);
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}
