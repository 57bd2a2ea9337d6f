/** The graph of units as a mermaid flowchart. */

import { type DrawnNode, labelOf, type UnitDrawing } from "./unit-drawing.ts";

const shapes: Readonly<Record<DrawnNode["kind"], readonly [open: string, close: string]>> = {
  module: ["[", "]"],
  client: ["([", "])"],
  shared: ["[/", "/]"],
  root: ["[[", "]]"],
};

/**
 * Prints a flowchart; edges carry the number of imports, those with violations are red. Dashed
 * edges lead from a unit that handles events to the one that publishes them.
 */
export function printMermaid({ nodes, edges, events }: UnitDrawing): string {
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const red = edges.flatMap(({ violations }, index) => (violations > 0 ? [index] : []));
  return [
    "flowchart TD",
    ...nodes.map(({ id, kind }) => `  ${names.get(id)}${shapes[kind][0]}"${escapeLabel(id)}"${shapes[kind][1]}`),
    ...edges.map(({ from, to, imports }) => `  ${names.get(from)} -->|${imports}| ${names.get(to)}`),
    ...events.map((edge) => `  ${names.get(edge.from)} -.->|"${escapeLabel(labelOf(edge))}"| ${names.get(edge.to)}`),
    ...(red.length === 0 ? [] : [`  linkStyle ${red.join(",")} stroke:#d1242f,stroke-width:2px,color:#d1242f`]),
  ].join("\n");
}

function escapeLabel(text: string): string {
  return text.replaceAll("#", "#35;").replaceAll('"', "#quot;");
}
