/** The assignment of paths to units. */

import { UserError } from "../../error/user-error.ts";
import { compileFolderPattern, type FolderMatcher, normalize } from "../pattern/path-pattern.ts";
import type { Assignment, Unit, UnitKind } from "./unit.ts";

/** A pattern of folders, and the kind of unit in them. */
export interface Territory {
  readonly pattern: string;
  readonly kind: UnitKind;
  /** The module's name. Default: the text matched by the pattern's `*`, or the folder. */
  readonly name?: string;
  /** The name of the setting, for messages. */
  readonly setting: string;
}

/** Assigns any path of the repository, existing or not; `undefined` for a path of no unit. */
export type AssignPath = (path: string) => Assignment | undefined;

interface Claim {
  readonly unit: Unit;
  readonly folder: string;
  readonly stars: number;
  readonly territory: Territory;
}

/**
 * Creates the assignment. The deepest folder decides, so a client package may lie in its module's
 * folder; among patterns that match the same folder, the one with fewer stars decides.
 * @param isFile checks that a path is a file: files beside module folders are no modules.
 * @throws {UserError} on a call with a path that two units claim equally.
 */
export function createAssignment(territories: readonly Territory[], isFile: (path: string) => boolean): AssignPath {
  const literals = new Map<string, Territory[]>();
  const patterns: { matches: FolderMatcher; stars: number; territory: Territory }[] = [];
  for (const territory of territories) {
    const folder = normalize(territory.pattern).replace(/\/\*\*$/, "");
    const stars = folder.split("*").length - 1;
    if (stars > 0) patterns.push({ matches: compileFolderPattern(folder), stars, territory });
    else literals.set(folder, [...(literals.get(folder) ?? []), territory]);
  }
  const units = new Map<string, Unit>();
  const claim = (territory: Territory, folder: string, star: string | undefined, stars: number): Claim => {
    const name =
      territory.name ??
      (territory.kind === "shared" || territory.kind === "root" ? folder || "." : (star ?? lastOf(folder)));
    const id = territory.kind === "client" ? `${name} client` : name;
    const unit = units.get(`${territory.kind} ${id}`) ?? { id, kind: territory.kind, name };
    units.set(`${territory.kind} ${id}`, unit);
    return { unit, folder, stars, territory };
  };
  const known = new Map<string, Assignment | undefined>();

  const assign = (path: string): Assignment | undefined => {
    const claims: Claim[] = [];
    for (const at of ancestors(path)) {
      for (const territory of literals.get(at) ?? []) claims.push(claim(territory, at, undefined, 0));
    }
    for (const { matches, stars, territory } of patterns) {
      const match = matches(path);
      if (match === undefined || (namesFolders(territory) && match.folder === path && isFile(path))) continue;
      claims.push(claim(territory, match.folder, match.name, stars));
    }
    claims.sort((one, other) => other.folder.length - one.folder.length || one.stars - other.stars);
    const [best, rival] = claims;
    if (best === undefined) return undefined;
    if (rival?.folder === best.folder && rival.stars === best.stars && rival.unit !== best.unit) {
      const [one, other] = [best, rival].map(
        ({ unit, territory }) => `${unit.kind} ${unit.name} (${territory.setting})`,
      );
      throw new UserError([
        `${best.folder}: expected one owner, found two: ${one} and ${other}; correct one of the patterns`,
      ]);
    }
    return { unit: best.unit, part: path.slice(best.folder === "" ? 0 : best.folder.length + 1) };
  };

  return (path) => {
    if (!known.has(path)) known.set(path, assign(path));
    return known.get(path);
  };
}

/** Checks that a territory contains at least one of the files. */
export function holdsAny(territory: Territory, files: readonly string[]): boolean {
  const matches = compileFolderPattern(territory.pattern);
  const foldersOnly = namesFolders(territory) && territory.pattern.includes("*");
  return files.some((file) => {
    const match = matches(file);
    return match !== undefined && !(foldersOnly && match.folder === file);
  });
}

/**
 * Checks that the star of a pattern stands for folder names: `modules/*`, but not `modules/*.ts`.
 */
function namesFolders({ pattern, kind, name }: Territory): boolean {
  return name === undefined && (kind === "module" || kind === "client") && !/\*[^/]*\.[^/]*$/.test(pattern);
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1) || ".";
}

/** The path itself and the folders above it, ending with `""`. */
function ancestors(path: string): readonly string[] {
  const found = [path];
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) found.push(path.slice(0, at));
  return path === "" ? found : [...found, ""];
}
