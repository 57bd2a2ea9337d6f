/** The graph of units in the Graphviz language. */

import { type DrawnNode, labelOf, type UnitDrawing } from "./unit-drawing.ts";

const shapes: Readonly<Record<DrawnNode["kind"], string>> = {
  module: "box",
  client: "ellipse",
  shared: "folder",
  root: "doubleoctagon",
};

/**
 * Prints a directed graph; edges carry the number of imports, those with violations are red. Dashed
 * edges lead from a unit that handles events to the one that publishes them.
 */
export function printDot({ nodes, edges, events }: UnitDrawing): string {
  return [
    "digraph boundaries {",
    '  node [fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...nodes.map(({ id, kind }) => `  ${quote(id)} [shape=${shapes[kind]}];`),
    ...edges.map(({ from, to, imports, violations }) => {
      const color = violations > 0 ? ', color="#d1242f", fontcolor="#d1242f", penwidth=2' : "";
      return `  ${quote(from)} -> ${quote(to)} [label="${imports}"${color}];`;
    }),
    ...events.map(
      (edge) => `  ${quote(edge.from)} -> ${quote(edge.to)} [label=${quote(labelOf(edge))}, style=dashed];`,
    ),
    "}",
  ].join("\n");
}

function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
