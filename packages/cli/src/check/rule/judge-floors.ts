/** The rule about floors: folders import only downward. */

import type { FloorPlan } from "../../config/check-config.ts";
import { UserError } from "../../error/user-error.ts";
import type { ImportGraph, InternalImport } from "../graph/import-graph.ts";
import { compileFolderPattern, normalize } from "../pattern/path-pattern.ts";
import { type Rule, type Violation, violationAt } from "./violation.ts";

/** The floor of a path; `0` for files above all floors. */
interface FloorMatch {
  readonly floor: number;
  readonly folder: string;
}

/**
 * Judges the floors of every plan.
 * @throws {UserError} for a floor without files, and for a folder without a floor.
 */
export const judgeFloors: Rule = ({ floors, graph }) => {
  const plans = floors.map((plan, index) => createPlan(plan, graph, `check.floors[${index}]`));
  const faults = plans.flatMap((plan) => plan.faults);
  if (faults.length > 0) throw new UserError(faults);
  return plans.flatMap(({ locate }) => graph.internal.flatMap((one) => judge(one, locate)));
};

function judge(one: InternalImport, locate: (path: string) => FloorMatch | undefined): readonly Violation[] {
  const from = locate(one.file);
  const to = locate(one.target);
  if (from === undefined || to === undefined || from.folder === to.folder || from.floor < to.floor) return [];
  const where = from.floor === to.floor ? "beside it" : "above it";
  const found = `${from.folder} imports ${to.folder || "the files"} on a floor ${where}: ${one.target}`;
  return [
    violationAt(one, { rule: "floors", found, fix: "move what both need to a floor below, or turn the import around" }),
  ];
}

function createPlan(
  { within = ".", order }: FloorPlan,
  { files }: ImportGraph,
  setting: string,
): { readonly locate: (path: string) => FloorMatch | undefined; readonly faults: readonly string[] } {
  const base = normalize(within);
  const below = (path: string): string | undefined => {
    if (base === "") return path;
    return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : undefined;
  };
  const floors = order.flatMap((floor, index) =>
    [floor].flat().map((pattern) => ({ pattern, floor: index + 1, matches: compileFolderPattern(pattern) })),
  );
  const locate = (path: string): FloorMatch | undefined => {
    const part = below(path);
    if (part === undefined || part === "") return undefined;
    for (const { floor, matches } of floors) {
      const match = matches(part);
      if (match !== undefined) return { floor, folder: match.folder };
    }
    return base !== "" && !part.includes("/") ? { floor: 0, folder: "" } : undefined;
  };
  const empty = floors
    .filter(({ matches }) => !files.some((file) => matches(below(file) ?? "") !== undefined))
    .map(
      ({ pattern }) =>
        `${setting}: expected source files in ${base}/${pattern}, found none; correct the folder or remove it`,
    );
  const unlisted = new Set(
    files.flatMap((file) =>
      base !== "" && below(file) !== undefined && locate(file) === undefined ? [below(file)?.split("/")[0]] : [],
    ),
  );
  const missing = [...unlisted].map(
    (folder) =>
      `${setting}: expected a floor for every folder of ${base}, found none for ${folder}; add it to the order`,
  );
  return { locate, faults: [...empty, ...missing] };
}
