/** The targets of an entry in a package's `exports` or `imports`, for all conditions. */

/**
 * Lists the targets of an entry.
 * @param map the value of `exports` or `imports`.
 * @param key the requested entry: `.`, `./part`, `#internal/part`.
 */
export function targetsOf(map: unknown, key: string): readonly string[] {
  if (!isRecord(map) || !Object.keys(map).some((one) => /^[.#]/.test(one))) return key === "." ? leavesOf(map, "") : [];
  if (Object.hasOwn(map, key) && !key.includes("*")) return leavesOf(map[key], "");
  const [best] = Object.keys(map)
    .filter((pattern) => starOf(pattern, key) !== undefined)
    .sort((one, other) => prefixOf(other).length - prefixOf(one).length || other.length - one.length);
  return best === undefined ? [] : leavesOf(map[best], starOf(best, key) ?? "", best.endsWith("/"));
}

function prefixOf(pattern: string): string {
  return pattern.split("*", 1)[0] ?? "";
}

/** The text matched by the star of a pattern; a key with a trailing slash is a folder. */
function starOf(pattern: string, key: string): string | undefined {
  if (pattern.endsWith("/") && key.startsWith(pattern)) return key.slice(pattern.length);
  const star = pattern.indexOf("*");
  if (star === -1) return undefined;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (key.length < before.length + after.length || !key.startsWith(before) || !key.endsWith(after)) return undefined;
  return key.slice(before.length, key.length - after.length);
}

function leavesOf(target: unknown, star: string, isFolder = false): readonly string[] {
  if (typeof target === "string") return [isFolder ? target + star : target.replaceAll("*", star)];
  if (Array.isArray(target)) return target.flatMap((one) => leavesOf(one, star, isFolder));
  return isRecord(target) ? Object.values(target).flatMap((one) => leavesOf(one, star, isFolder)) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
