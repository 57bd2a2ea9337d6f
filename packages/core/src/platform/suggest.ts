/** Suggestions for names that are not known. */

/**
 * The known name nearest to a name, if one is within one edit, or within one per four letters; else
 * the only one that begins with it (`timeout`, `timeoutMs`).
 */
export function findNear(name: string, known: readonly string[]): string | undefined {
  let near: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 4)) + 1;
  for (const one of known) {
    const far = distance(one.toLowerCase(), name.toLowerCase());
    if (far >= least) continue;
    near = one;
    least = far;
  }
  if (near !== undefined || name.length < minPrefix) return near;
  const longer = known.filter((one) => one.toLowerCase().startsWith(name.toLowerCase()));
  return longer.length === 1 ? longer[0] : undefined;
}

/** Letters of a beginning that is not there by chance. */
const minPrefix = 4;

/** `did you mean …?` for a name that is close to a known one, else the known ones. */
export function suggest(name: string, known: readonly string[]): string {
  const near = findNear(name, known);
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length === 0 ? "there are none" : `known: ${known.join(", ")}`;
}

/**
 * The Levenshtein distance, by the algorithm of Wagner and Fischer; two neighbours that are swapped
 * count as one edit, as in Damerau's.
 * @see https://doi.org/10.1145/321796.321811
 * @see https://doi.org/10.1145/363958.363994
 */
function distance(one: string, other: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same, swapped));
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
