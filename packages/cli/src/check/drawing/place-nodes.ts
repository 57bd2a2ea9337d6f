/** Coordinates of layered nodes: neighbours close together, few crossings, no overlaps. */

import type { LayeredGraph } from "./assign-layers.ts";

/** The centre of a node. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The size of the picture, and the centre of each node. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly points: ReadonlyMap<string, Point>;
}

const gap = 28;
const layerHeight = 96;
const margin = 24;
const sweeps = 12;

/** Places the nodes of a layered graph. @param widthOf the width of a node. */
export function placeNodes({ layers, segments }: LayeredGraph, widthOf: (node: string) => number): Placement {
  const above = new Map<string, string[]>();
  const below = new Map<string, string[]>();
  for (const { from, to } of segments) {
    above.set(to, [...(above.get(to) ?? []), from]);
    below.set(from, [...(below.get(from) ?? []), to]);
  }
  let ordered = layers.map((layer) => [...layer]);
  let best = ordered;
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const downward = sweep % 2 === 0;
    ordered = orderBy(ordered, downward ? above : below, downward);
    if (countCrossings(ordered, below) < countCrossings(best, below)) best = ordered;
  }
  const xs = spread(best, above, below, widthOf);
  const left = Math.min(...best.flat().map((node) => (xs.get(node) ?? 0) - widthOf(node) / 2));
  const right = Math.max(...best.flat().map((node) => (xs.get(node) ?? 0) + widthOf(node) / 2));
  const points = new Map(
    best.flatMap((layer, depth) =>
      layer.map(
        (node) => [node, { x: (xs.get(node) ?? 0) - left + margin, y: margin + layerHeight * (depth + 0.25) }] as const,
      ),
    ),
  );
  return { width: right - left + 2 * margin, height: layerHeight * (best.length - 0.5) + 2 * margin, points };
}

type Neighbours = ReadonlyMap<string, readonly string[]>;

/**
 * One sweep: each layer is sorted by the mean position of its neighbours in the layer before.
 * @see Sugiyama, Tagawa and Toda, Methods for Visual Understanding of Hierarchical System
 * Structures, 1981: their barycentric ordering. https://doi.org/10.1109/TSMC.1981.4308636
 */
function orderBy(layers: readonly (readonly string[])[], neighbours: Neighbours, downward: boolean): string[][] {
  const result = layers.map((layer) => [...layer]);
  const depths = [...result.keys()];
  for (const depth of downward ? depths : depths.reverse()) {
    const position = new Map((result[depth + (downward ? -1 : 1)] ?? []).map((node, index) => [node, index]));
    const weight = new Map(
      (result[depth] ?? []).map((node, index) => [
        node,
        average(
          (neighbours.get(node) ?? []).map((one) => position.get(one) ?? 0),
          index,
        ),
      ]),
    );
    result[depth]?.sort((one, other) => (weight.get(one) ?? 0) - (weight.get(other) ?? 0));
  }
  return result;
}

function countCrossings(layers: readonly (readonly string[])[], below: Neighbours): number {
  let crossings = 0;
  for (const [depth, layer] of layers.slice(0, -1).entries()) {
    const position = new Map((layers[depth + 1] ?? []).map((node, index) => [node, index]));
    const ends = layer.flatMap((node) =>
      (below.get(node) ?? []).map((one) => position.get(one) ?? 0).sort((a, b) => a - b),
    );
    for (const [index, end] of ends.entries()) crossings += ends.slice(index + 1).filter((other) => other < end).length;
  }
  return crossings;
}

/** Moves every node towards its neighbours, as far as the nodes beside it allow. */
function spread(
  layers: readonly (readonly string[])[],
  above: Neighbours,
  below: Neighbours,
  widthOf: (node: string) => number,
): ReadonlyMap<string, number> {
  const xs = new Map<string, number>();
  for (const layer of layers) {
    let at = 0;
    for (const node of layer) {
      xs.set(node, at + widthOf(node) / 2);
      at += widthOf(node) + gap;
    }
    for (const node of layer) xs.set(node, (xs.get(node) ?? 0) - at / 2);
  }
  for (let sweep = 0; sweep < 2 * sweeps; sweep += 1) {
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
      const desired = layer.map((node) => {
        const around = [...(above.get(node) ?? []), ...(below.get(node) ?? [])];
        return average(
          around.map((one) => xs.get(one) ?? 0),
          xs.get(node) ?? 0,
        );
      });
      const placed = separate(layer, desired, widthOf);
      for (const [index, node] of layer.entries()) xs.set(node, placed[index] ?? 0);
    }
  }
  return xs;
}

/** Separates overlapping nodes: once from the left, once from the right, then the mean of both. */
function separate(
  layer: readonly string[],
  desired: readonly number[],
  widthOf: (node: string) => number,
): readonly number[] {
  const distance = (index: number): number => (widthOf(layer[index] ?? "") + widthOf(layer[index + 1] ?? "")) / 2 + gap;
  const right = [...desired];
  for (let index = 1; index < right.length; index += 1) {
    right[index] = Math.max(right[index] ?? 0, (right[index - 1] ?? 0) + distance(index - 1));
  }
  const left = [...desired];
  for (let index = left.length - 2; index >= 0; index -= 1) {
    left[index] = Math.min(left[index] ?? 0, (left[index + 1] ?? 0) - distance(index));
  }
  return right.map((x, index) => (x + (left[index] ?? 0)) / 2);
}

function average(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((sum, value) => sum + value, 0) / values.length;
}
