/** The names of schemas in a document of several services: one name means one schema. */

import type { JsonObject } from "./convert-schemas.ts";

/** The schemas of one service, by the names that they have in its contract. */
export interface NamedParts {
  readonly service: string;
  readonly schemas: ReadonlyMap<string, JsonObject>;
}

/**
 * Chooses the names. A name keeps its meaning where all services that have it agree; otherwise each
 * of them gets the service's name in front.
 */
export function createComponentNames(services: readonly NamedParts[]): (service: string, name: string) => string {
  const texts = new Map<string, Map<string, string>>();
  for (const { service, schemas } of services) {
    for (const [name, schema] of schemas) {
      const own = texts.get(name) ?? new Map<string, string>();
      texts.set(name, own.set(service, JSON.stringify(schema)));
    }
  }
  const differing = findDiffering(texts);
  const kept = new Set([...texts.keys()].filter((name) => !differing.has(name)));
  const chosen = new Map<string, string>();
  for (const name of [...differing].sort()) {
    for (const service of texts.get(name)?.keys() ?? []) {
      let free = `${toPascalCase(service)}${toPascalCase(name)}`;
      while (kept.has(free)) free = `${free}_`;
      kept.add(free);
      chosen.set(`${service} ${name}`, free);
    }
  }
  return (service, name) => chosen.get(`${service} ${name}`) ?? name;
}

/** Names with two meanings, and names whose schemas refer to such a one. */
function findDiffering(texts: ReadonlyMap<string, ReadonlyMap<string, string>>): ReadonlySet<string> {
  const shared = [...texts].filter(([, own]) => own.size > 1);
  const found = new Set(shared.filter(([, own]) => new Set(own.values()).size > 1).map(([name]) => name));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [name, own] of shared) {
      const [text = ""] = own.values();
      const refs = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, ref]) => ref ?? "");
      if (refs.some((ref) => found.has(ref))) found.add(name);
    }
  }
  return found;
}

function toPascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
