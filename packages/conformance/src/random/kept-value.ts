/** Compares a value with what came back of it: no part may be lost or become another. */

/**
 * True if every part of `expected` is in `found`. A text may be trimmed, and an object may have more
 * fields: another option of a union may trim, and keep fields that one alone drops.
 */
export function isKept(expected: unknown, found: unknown): boolean {
  if (typeof expected === "string") return typeof found === "string" && expected.trim() === found.trim();
  if (typeof expected !== "object" || expected === null) return expected === found;
  if (typeof found !== "object" || found === null) return false;
  if (expected instanceof Date) return found instanceof Date && expected.getTime() === found.getTime();
  if (expected instanceof Uint8Array) return found instanceof Uint8Array && String(expected) === String(found);
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || expected.length !== found.length) return false;
    return expected.every((item, index) => isKept(item, found[index]));
  }
  return Object.entries(expected).every(
    ([key, item]) => Object.hasOwn(found, key) && isKept(item, (found as Record<string, unknown>)[key]),
  );
}
