/** The graph of units as an SVG picture. */

import { escapeXml } from "../text/escape-xml.ts";
import { assignLayers } from "./assign-layers.ts";
import { type Point, placeNodes } from "./place-nodes.ts";
import { type DrawnEdge, type DrawnEvents, type DrawnNode, labelOf, type UnitDrawing } from "./unit-drawing.ts";

const nodeHeight = 32;
const letterWidth = 7.6;

const style = [
  "text { font: 13px system-ui, sans-serif; fill: #1f2328; text-anchor: middle }",
  ".count { font-size: 11px; fill: #59636e; stroke: #fff; stroke-width: 4px; paint-order: stroke }",
  "rect { fill: #fff; stroke: #59636e }",
  ".module { fill: #ddf4ff; stroke: #0969da }",
  ".client { fill: #dafbe1; stroke: #1a7f37 }",
  ".root { stroke-dasharray: 4 3 }",
  "path { fill: none; stroke: #59636e }",
  "marker path { fill: #59636e; stroke: none }",
  ".events path { stroke-dasharray: 5 4 }",
  ".against path { stroke: #d1242f; stroke-width: 2 }",
  ".against .count { fill: #d1242f; font-weight: bold }",
  "marker#red path { fill: #d1242f }",
].join(" ");

/**
 * Prints an SVG document; edges carry the number of imports, those with violations are red. Dashed
 * edges lead from a unit that handles events to the one that publishes them.
 */
export function printSvg({ nodes, edges, events }: UnitDrawing): string {
  const lines = [...edges.map(describeImports), ...events.map(describeEvents)];
  const graph = assignLayers(
    nodes.map(({ id }) => id),
    lines,
  );
  const names = new Set(nodes.map(({ id }) => id));
  const placed = placeNodes(graph, (node) => (names.has(node) ? widthOf(node) : 1));
  const [width, height] = [Math.ceil(placed.width), Math.ceil(placed.height)];
  const at = (node: string): Point => placed.points.get(node) ?? { x: 0, y: 0 };
  const drawn = lines.map((line, index) => printEdge(line, (graph.routes[index] ?? []).map(at)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>Imports${events.length > 0 ? " and events" : ""} between units</title>`,
    `<style>${style}</style>`,
    `<defs>${printMarker("grey")}${printMarker("red")}</defs>`,
    `<rect width="${width}" height="${height}" stroke="none" style="stroke: none"/>`,
    ...drawn,
    ...nodes.map((node) => printNode(node, at(node.id))),
    "</svg>",
  ].join("\n");
}

function printMarker(id: string): string {
  const arrow = '<path d="M0,0 L8,4 L0,8 z"/>';
  return `<marker id="${id}" markerWidth="8" markerHeight="8" refX="8" refY="4" orient="auto" markerUnits="userSpaceOnUse">${arrow}</marker>`;
}

function printNode({ id, kind }: DrawnNode, { x, y }: Point): string {
  const width = widthOf(id);
  const corner = kind === "client" ? nodeHeight / 2 : 4;
  const box = `<rect class="${kind}" x="${round(x - width / 2)}" y="${round(y - nodeHeight / 2)}" width="${round(width)}" height="${nodeHeight}" rx="${corner}"/>`;
  return `<g><title>${escapeXml(`${kind} ${id}`)}</title>${box}<text x="${round(x)}" y="${round(y)}" dy=".35em">${escapeXml(id)}</text></g>`;
}

/** A drawn edge of either kind. */
interface Line {
  readonly from: string;
  readonly to: string;
  readonly className: string;
  readonly marker: "grey" | "red";
  readonly label: string;
  readonly title: string;
}

function describeImports({ from, to, imports, violations }: DrawnEdge): Line {
  const against = violations > 0;
  const title = `${from} → ${to}: ${imports} imports${against ? `, ${violations} violations` : ""}`;
  const [className, marker] = against ? (["against", "red"] as const) : (["", "grey"] as const);
  return { from, to, className, marker, label: `${imports}`, title };
}

function describeEvents(edge: DrawnEvents): Line {
  const { from, to, events } = edge;
  const title = `${from} → ${to}: handles ${events.join(", ")}`;
  return { from, to, className: "events", marker: "grey", label: labelOf(edge), title };
}

function printEdge({ className, marker, label: text, title }: Line, points: readonly Point[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return "";
  const down = first.y <= last.y;
  const side = (down ? 1 : -1) * (nodeHeight / 2);
  // Shifts an upward edge to the right of the downward one between the same nodes.
  const aside = down ? 0 : 14;
  const line = points.map(({ x, y }, index) => ({
    x: x + aside,
    y: index === 0 ? y + side : index === points.length - 1 ? y - side : y,
  }));
  const curves = line.slice(1).map((end, index) => {
    const begin = line[index] as Point;
    const middle = (begin.y + end.y) / 2;
    return `C${round(begin.x)},${round(middle)} ${round(end.x)},${round(middle)} ${round(end.x)},${round(end.y)}`;
  });
  const [begin, second] = line as [Point, Point];
  const label = along(begin, second, 0.36); // near its beginning: edges cross in the middle
  return [
    `<g${className === "" ? "" : ` class="${className}"`}><title>${escapeXml(title)}</title>`,
    `<path d="M${round(begin.x)},${round(begin.y)} ${curves.join(" ")}" marker-end="url(#${marker})"/>`,
    `<text class="count" x="${round(label.x)}" y="${round(label.y)}" dy=".35em">${escapeXml(text)}</text></g>`,
  ].join("");
}

/** A point of the curve between two points that begins and ends vertically. */
function along(begin: Point, end: Point, t: number): Point {
  const [before, after] = [(1 - t) ** 3, t ** 3];
  const [early, late] = [3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2];
  const middle = (begin.y + end.y) / 2;
  return {
    x: begin.x * (before + early) + end.x * (late + after),
    y: begin.y * before + middle * (early + late) + end.y * after,
  };
}

function widthOf(id: string): number {
  return Math.max(48, id.length * letterWidth + 24);
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
