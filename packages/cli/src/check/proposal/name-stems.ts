/**
 * The subject of a file, from its name: `orderController.js`, `order.service.ts` and
 * `orders.routes.ts` have the subject `order`.
 */

const layerWords =
  /^(?:controllers?|services?|models?|routes?|routers?|repositor(?:y|ies)|repos?|entit(?:y|ies)|dtos?|schemas?|validators?|validations?|middlewares?|handlers?|views?|polic(?:y|ies)|serializers?|mappers?|resolvers?|modules?|types?|interfaces?|helpers?|utils?|stores?|slices?|reducers?|actions?|selectors?|hooks?|apis?|daos?|quer(?:y|ies)|commands?|usecases?|presenters?|forms?|pages?|components?|tests?|specs?|mocks?|factor(?:y|ies)|seeds?|seeders?|migrations?|fixtures?|e2e|unit|integration|impl|db|d)$/;

const nothing = /^(?:index|main|app|server|base|abstract|common|shared|default|error|errors|util|constants?|config)?$/;

/** Recognizes the name of a layer. */
export function isLayer(name: string): boolean {
  return layerWords.test(name.toLowerCase());
}

/** The stem of a file's name; `undefined` for a name without a subject. */
export function stemOf(file: string): string | undefined {
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/\.[cm]?[jt]sx?$/, "");
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1-$2")
    .split(/[._\-\s]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== "" && !layerWords.test(word));
  const stem = words.map(toSingular).join("-");
  return nothing.test(stem) ? undefined : stem;
}

function toSingular(word: string): string {
  if (/ies$/.test(word) && word.length > 4) return word.replace(/ies$/, "y");
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.replace(/es$/, "");
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word;
}
