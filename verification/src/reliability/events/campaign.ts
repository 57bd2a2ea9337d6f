/**
 * A campaign of kills: places that are always taken by a process, each of which ends itself, or is
 * ended, at one of the points of its place, until every point has had its kills.
 */

import { setTimeout as pause } from "node:timers/promises";
import { createRandom } from "@seamline/core/internal";
import type { KillPoint } from "./kill-points.ts";
import type { Scene, SceneChild } from "./scene.ts";

/** A place of the campaign. */
export interface Place {
  readonly name: string;
  readonly child: SceneChild;
  /** The points of its kills. */
  readonly points: readonly KillPoint[];
}

/** A process ends at one of the first so many passings of its point; messages are removed in batches. */
const latestPassing = 30;
const latestRemoval = 6;
/** Milliseconds after its start at which a process is killed at any moment, at most. */
const latestMomentMs = 1_500;

/**
 * Keeps the places taken until each has had `kills` at each of its points and `enough` agrees; the
 * last process of each place stays.
 * @returns the kills by place and point.
 */
export async function runKills(
  scene: Scene,
  places: readonly Place[],
  options: { readonly kills: number; readonly seed: number; enough(): Promise<boolean> },
): Promise<ReadonlyMap<string, number>> {
  const random = createRandom(options.seed);
  const counts = new Map<string, number>();
  let giveUp = false;
  const takePlace = async ({ name, child, points }: Place): Promise<void> => {
    const left = points.flatMap((point) => Array.from({ length: options.kills }, () => point));
    while (left.length > 0 && !giveUp) {
      const point = left.splice(Math.floor(random() * left.length), 1)[0] as KillPoint;
      const passing =
        1 + Math.floor(random() * (/acknowledgement|mark|broker knows/.test(point) ? latestRemoval : latestPassing));
      const momentMs = random() * latestMomentMs;
      const running = scene.start(point === "any" ? child : { ...child, kill: { point, passing } });
      await running.started;
      if (point === "any") {
        await pause(momentMs);
        await running.kill();
      }
      const { killed } = await running.ended;
      if (!killed) return; // the scene has noted it as a fault
      const key = `${name}, ${point}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    await scene.start(child).started;
  };
  let allTaken = false;
  const taken = Promise.all(places.map(takePlace)).then(() => {
    allTaken = true;
  });
  const wanted = places.reduce((sum, { points }) => sum + points.length * options.kills, 0);
  const total = (): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
  try {
    await scene.until(async () => allTaken && total() >= wanted && (await options.enough()), `${wanted} kills`);
  } finally {
    giveUp = true;
  }
  await taken;
  return counts;
}
