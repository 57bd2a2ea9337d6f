/** The families by name. Each is loaded only when it is asked for. */

import type { Family } from "./harness/family.ts";

const loaders: Readonly<Record<string, () => Promise<Family>>> = {
  "in-process": async () => (await import("./in-process/family.ts")).family,
  http: async () => (await import("./http/family.ts")).family,
};

/** As `pnpm bench` without arguments runs them. */
export const familyNames: readonly string[] = Object.keys(loaders);

/** Loads a family. @throws {RangeError} for a name that is none. */
export async function loadFamily(name: string): Promise<Family> {
  const load = loaders[name];
  if (load === undefined) throw new RangeError(`expected one of ${familyNames.join(", ")}; found ${name}`);
  return load();
}
