/** The subjects that `--only` selects. */

/**
 * The names that begin with a selected text, and always the floor. A text that is a complete name
 * selects only that one.
 * @throws {RangeError} for a text that fits no name.
 */
export function selectSubjects(names: readonly string[], only: readonly string[], floor: string): readonly string[] {
  if (only.length === 0) return names;
  const fitting = only.map((text) => (names.includes(text) ? [text] : names.filter((name) => name.startsWith(text))));
  const missing = only.find((_, index) => fitting[index]?.length === 0);
  if (missing !== undefined) throw new RangeError(`--only: expected names among ${names.join("; ")}; found ${missing}`);
  const wanted = new Set([floor, ...fitting.flat()]);
  return names.filter((name) => wanted.has(name));
}
