import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignLayers, type Link } from "./assign-layers.ts";
import { placeNodes } from "./place-nodes.ts";

const graphs = fc.integer({ min: 1, max: 14 }).chain((size) => {
  const node = fc.integer({ min: 0, max: size - 1 }).map((index) => `n${index}`);
  const nodes = Array.from({ length: size }, (_, index) => `n${index}`);
  const edges = fc
    .uniqueArray(fc.record({ from: node, to: node }), { maxLength: 30, selector: ({ from, to }) => `${from} ${to}` })
    .map((all) => all.filter(({ from, to }) => from !== to));
  return fc.record({ nodes: fc.constant(nodes), edges });
});

describe("assignLayers", () => {
  it("leads every edge from one layer to the next, with any cycles", () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }: { nodes: string[]; edges: Link[] }) => {
        const { layers, routes, segments } = assignLayers(nodes, edges);
        const depth = new Map(layers.flatMap((layer, index) => layer.map((node) => [node, index] as const)));
        expect(
          layers
            .flat()
            .filter((node) => !node.startsWith("\0"))
            .sort(),
        ).toEqual([...nodes].sort());
        for (const { from, to } of segments) expect((depth.get(to) ?? 0) - (depth.get(from) ?? 0)).toBe(1);
        expect(routes.map((route) => ({ from: route[0], to: route.at(-1) }))).toEqual(edges);
      }),
    );
  });
});

describe("placeNodes", () => {
  it("keeps nodes of a layer apart and everything inside the picture", () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }: { nodes: string[]; edges: Link[] }) => {
        const graph = assignLayers(nodes, edges);
        const widthOf = (node: string): number => (node.startsWith("\0") ? 1 : 60);
        const { width, height, points } = placeNodes(graph, widthOf);
        for (const layer of graph.layers) {
          const placed = layer
            .map((node) => ({ node, x: points.get(node)?.x ?? Number.NaN }))
            .sort((a, b) => a.x - b.x);
          for (const [index, { node, x }] of placed.entries()) {
            expect(x - widthOf(node) / 2).toBeGreaterThanOrEqual(0);
            expect(x + widthOf(node) / 2).toBeLessThanOrEqual(width);
            expect(points.get(node)?.y).toBeLessThan(height);
            const next = placed[index + 1];
            if (next !== undefined) expect(next.x - x).toBeGreaterThanOrEqual((widthOf(node) + widthOf(next.node)) / 2);
          }
        }
      }),
    );
  });
});
