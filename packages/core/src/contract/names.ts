/** The names that contracts may not use, and names that are too alike to tell apart. */

/** Names that every object has, where a look-up by name would find them. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Names of services, in lower case, whose environment variables or places have another meaning. */
const reservedServices: ReadonlySet<string> = new Set([
  "guards",
  "keys",
  "modules",
  "none", // SEAMLINE_MODULES=none
  "requireservices",
  "stage",
  "strict",
]);

/** Members of every publisher class, which events must not hide. */
const reservedEvents: ReadonlySet<string> = new Set(["publish", "then", "toJSON"]);

/** Members of every client class, which operations must not hide. */
const reservedOperations: ReadonlySet<string> = new Set(["safe", "call", "stream", "then", "toJSON"]);

/** Tests for a name that every object has, such as `constructor` and `toString`. */
export function isInheritedName(name: string): boolean {
  return inherited.has(name);
}

/** Names of services whose variables would be those of events: `events`, `eventsArchive`. */
const eventVariables = /^events(?![a-z])/;

/** Tests for the name of a setting, or of a member that every object has. */
export function isReservedService(name: string): boolean {
  return reservedServices.has(name.toLowerCase()) || eventVariables.test(name) || isInheritedName(name);
}

/** Tests for the name of a member that every publisher has. */
export function isReservedEvent(name: string): boolean {
  return reservedEvents.has(name) || isInheritedName(name);
}

/** Tests for the name of a member that every client has. */
export function isReservedOperation(name: string): boolean {
  return reservedOperations.has(name) || isInheritedName(name);
}

/**
 * Finds pairs of names that differ in case only. They would share environment variables, and on
 * some systems files.
 */
export function findSimilarNames(names: Iterable<string>): readonly (readonly [one: string, other: string])[] {
  const known = new Map<string, string>();
  const found: (readonly [string, string])[] = [];
  for (const name of names) {
    const key = name.toLowerCase();
    const one = known.get(key);
    if (one === undefined) known.set(key, name);
    else found.push([one, name]);
  }
  return found;
}
