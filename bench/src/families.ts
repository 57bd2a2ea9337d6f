/** The families by name, each loaded on demand. */

import type { Family } from "./harness/family.ts";

const loaders: Readonly<Record<string, () => Promise<Family>>> = {
  "in-process": async () => (await import("./in-process/family.ts")).family,
  http: async () => (await import("./http/family.ts")).family,
  frameworks: async () => (await import("./frameworks/family.ts")).family,
  types: async () => (await import("./types/family.ts")).family,
  values: async () => (await import("./values/family.ts")).family,
  startup: async () => (await import("./startup/family.ts")).family,
  cli: async () => (await import("./cli/family.ts")).family,
  safety: async () => (await import("./safety/family.ts")).family,
  scale: async () => (await import("./scale/family.ts")).family,
  events: async () => (await import("./events/family.ts")).family,
  soak: async () => (await import("./soak/family.ts")).family,
};

/** Families that run only by name, because they take minutes, or need services. */
const onlyByName: ReadonlySet<string> = new Set(["events", "soak"]);

/** All names. */
export const familyNames: readonly string[] = Object.keys(loaders);

/** The families of `pnpm bench` without arguments. */
export const usualFamilies: readonly string[] = familyNames.filter((name) => !onlyByName.has(name));

/**
 * Loads a family.
 * @throws {RangeError} for an unknown name.
 */
export async function loadFamily(name: string): Promise<Family> {
  const load = loaders[name];
  if (load === undefined) throw new RangeError(`expected one of ${familyNames.join(", ")}; found ${name}`);
  return load();
}
