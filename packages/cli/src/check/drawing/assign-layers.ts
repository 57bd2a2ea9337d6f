/**
 * Layers of a graph: every edge leads down by exactly one, with placeholder nodes along longer
 * ones.
 */

/** An edge by the ids of its ends. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

/** A graph in layers, from the top. */
export interface LayeredGraph {
  readonly layers: readonly (readonly string[])[];
  /** The nodes of each edge, in its direction, both ends included. */
  readonly routes: readonly (readonly string[])[];
  /** Pairs of neighbours in adjacent layers, the upper first. */
  readonly segments: readonly Link[];
}

/**
 * Assigns each node the layer at the end of its longest path from the top. Edges that close a cycle
 * run upward.
 * @see Sugiyama, Tagawa and Toda, Methods for Visual Understanding of Hierarchical System
 * Structures, 1981: the first of their steps. https://doi.org/10.1109/TSMC.1981.4308636
 */
export function assignLayers(nodes: readonly string[], edges: readonly Link[]): LayeredGraph {
  const upward = findUpward(nodes, edges);
  const downward = edges.map((edge, index) => (upward.has(index) ? { from: edge.to, to: edge.from } : edge));
  const depth = measureDepth(nodes, downward);
  const layers: string[][] = Array.from({ length: Math.max(0, ...depth.values()) + 1 }, () => []);
  for (const node of nodes) layers[depth.get(node) ?? 0]?.push(node);
  const segments = new Map<string, Link>();
  const routes = downward.map(({ from, to }, index) => {
    const top = depth.get(from) ?? 0;
    const between = Array.from({ length: Math.max(0, (depth.get(to) ?? 0) - top - 1) }, (_, step) => {
      const id = `\0${index}.${step}`;
      layers[top + step + 1]?.push(id);
      return id;
    });
    const route = [from, ...between, to];
    for (const [step, node] of route.slice(0, -1).entries()) {
      const next = route[step + 1] ?? to;
      segments.set(`${node}\0\0${next}`, { from: node, to: next });
    }
    return upward.has(index) ? route.reverse() : route;
  });
  return { layers, routes, segments: [...segments.values()] };
}

/** The edges that lead back to a node still being visited. */
function findUpward(nodes: readonly string[], edges: readonly Link[]): ReadonlySet<number> {
  const outgoing = new Map<string, { readonly to: string; readonly index: number }[]>();
  for (const [index, { from, to }] of edges.entries())
    outgoing.set(from, [...(outgoing.get(from) ?? []), { to, index }]);
  const state = new Map<string, "open" | "done">();
  const upward = new Set<number>();
  const visit = (node: string): void => {
    state.set(node, "open");
    for (const { to, index } of outgoing.get(node) ?? []) {
      if (state.get(to) === "open") upward.add(index);
      else if (state.get(to) === undefined) visit(to);
    }
    state.set(node, "done");
  };
  const targets = new Set(edges.map(({ to }) => to));
  for (const node of [...nodes.filter((one) => !targets.has(one)), ...nodes]) if (!state.has(node)) visit(node);
  return upward;
}

function measureDepth(nodes: readonly string[], edges: readonly Link[]): ReadonlyMap<string, number> {
  const depth = new Map(nodes.map((node) => [node, 0]));
  // Without cycles, no node moves down more often than there are nodes.
  for (let moved = true, round = 0; moved && round <= nodes.length; round += 1) {
    moved = false;
    for (const { from, to } of edges) {
      const lowest = (depth.get(from) ?? 0) + 1;
      if (from === to || (depth.get(to) ?? 0) >= lowest) continue;
      depth.set(to, lowest);
      moved = true;
    }
  }
  return depth;
}
