/** All exports of a face, with their members. */

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
 * Members from types that the face does not export: users see them through this declaration only.
 */
function inherited({ file, bases }: Declaration, exported: ReadonlySet<string>): readonly Item[] {
  return bases.flatMap((name) => {
    const base = exported.has(name) ? undefined : find(file, name);
    return base === undefined ? [] : [...base.members, ...inherited(base, exported)];
  });
}

/** The doc comments of a face: its own, and those of all its exports. */
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
