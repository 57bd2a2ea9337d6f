/** The operation of a contract that does at once what another does one by one, by their names. */

import type { Contract, Operation } from "../contract/operation.ts";

/** Verbs with the same meaning: a batch operation may use another of them. */
const readingVerbs = new Set(["fetch", "find", "get", "list", "load", "query", "read", "search"]);
/** Words that mean "several", and words that name a key. */
const batchWords = new Set(["all", "batch", "bulk", "many", "multiple", "several"]);
const keyWords = new Set(["by", "for", "id", "key", "of"]);

/** The parts of an operation's name. */
interface NameParts {
  readonly verb: string;
  readonly nouns: string;
  readonly several: boolean;
}

/** Finds `getRestaurants`, `listRestaurants` or `getRestaurantsByIds` beside `getRestaurant`. */
export function findBatchOperation(contract: Contract | undefined, operation: Operation): Operation | undefined {
  const one = readName(operation.name);
  if (one.several) return undefined;
  return Object.values(contract?.operations ?? {}).find((other) => {
    const many = readName(other.name);
    return many.several && many.nouns === one.nouns && many.verb === one.verb;
  });
}

/** A name for such an operation: `getRestaurants` for `getRestaurant`. */
export function suggestBatchName({ name }: Operation): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

function readName(name: string): NameParts {
  const words = name.split(/(?=[A-Z])|_/).map((word) => word.toLowerCase());
  const first = words.findIndex((word) => !batchWords.has(word));
  const verb = words[first] ?? "";
  const rest = words.filter((word, index) => index !== first && !batchWords.has(word));
  const nouns = rest.map(toSingular).filter((word) => !keyWords.has(word));
  const plural = rest.some((word) => toSingular(word) !== word);
  return {
    verb: readingVerbs.has(verb) ? "read" : verb,
    nouns: nouns.join(" "),
    several: plural || words.some((word) => batchWords.has(word)),
  };
}

function toSingular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:s|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word;
}
