/** Which subjects `--only` asks for. */

/**
 * The names of which a wanted text is the beginning, and the floor in any case. An exact name does
 * not stand for longer ones.
 * @throws {RangeError} for a text that fits none.
 */
export function selectSubjects(names: readonly string[], only: readonly string[], floor: string): readonly string[] {
  if (only.length === 0) return names;
  const fitting = only.map((text) => (names.includes(text) ? [text] : names.filter((name) => name.startsWith(text))));
  const missing = only.find((_, index) => fitting[index]?.length === 0);
  if (missing !== undefined) throw new RangeError(`--only: expected names among ${names.join("; ")}; found ${missing}`);
  const wanted = new Set([floor, ...fitting.flat()]);
  return names.filter((name) => wanted.has(name));
}
