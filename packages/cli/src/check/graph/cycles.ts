/** Cycles of a graph. */

/** A graph by the ids of its nodes. */
export type Adjacency = ReadonlyMap<string, ReadonlySet<string>>;

/** The shortest way from one node to another, both included. Of ways of one length, the first in the order of ids. */
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

/**
 * For every edge that lies on a cycle, the shortest cycle through it; each cycle once, beginning with its smallest id. Together
 * they show every edge that takes part in a cycle, and there are never more of them than edges.
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

function trace(before: ReadonlyMap<string, string>, node: string): readonly string[] {
  const path = [node];
  for (let at = before.get(node); at !== undefined; at = before.get(at)) path.unshift(at);
  return path;
}
