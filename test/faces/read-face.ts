/** Everything that a face exports, with its members. */

import type { Face } from "./find-faces.ts";
import { type Declaration, type Item, readSourceFile } from "./source-file.ts";

/** Reads a face: each exported declaration with its members, in the order of the face. */
export function readFace({ name: face, file }: Face): readonly Declaration[] {
  const { exported } = readSourceFile(file);
  return [...exported].map((name) => {
    const found = find(file, name);
    if (found === undefined) throw new Error(`${face}: expected a declaration of ${name}, found none`);
    return { ...found, members: [...found.members, ...inherited(found, exported)] };
  });
}

/**
 * The members that come from types which the face does not export: they are seen through this one
 * only.
 */
function inherited({ file, bases }: Declaration, exported: ReadonlySet<string>): readonly Item[] {
  return bases.flatMap((name) => {
    const base = exported.has(name) ? undefined : find(file, name);
    return base === undefined ? [] : [...base.members, ...inherited(base, exported)];
  });
}

/** The doc comments of a face: its own, and those of all that it exports. */
export function itemsOf(face: Face): readonly Item[] {
  return readFace(face).flatMap(({ item, members }) => [
    item,
    ...members.map((member) => ({ ...member, name: `${item.name}.${member.name}` })),
  ]);
}

function find(file: string, name: string): Declaration | undefined {
  const { declarations, sources } = readSourceFile(file);
  const own = declarations.get(name);
  if (own !== undefined) return own;
  const source = sources.get(name);
  return source === undefined ? undefined : find(source.file, source.name);
}
