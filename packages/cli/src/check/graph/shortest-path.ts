/** Paths through a graph. */

/** A graph by the ids of its nodes. */
export type Adjacency = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The shortest path between two nodes, both included. Among paths of equal length, the first by
 * ids.
 */
export function findShortestPath(graph: Adjacency, from: string, to: string): readonly string[] | undefined {
  const before = new Map<string, string>();
  let reached = [from];
  while (reached.length > 0) {
    const next: string[] = [];
    for (const node of reached) {
      for (const one of [...(graph.get(node) ?? [])].sort()) {
        if (one === to) return [...trace(before, node), to];
        if (one === from || before.has(one)) continue;
        before.set(one, node);
        next.push(one);
      }
    }
    reached = next;
  }
  return undefined;
}

function trace(before: ReadonlyMap<string, string>, node: string): readonly string[] {
  const path = [node];
  for (let at = before.get(node); at !== undefined; at = before.get(at)) path.unshift(at);
  return path;
}
