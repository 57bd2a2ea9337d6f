/** Names for operations, components and fields: derived from the document, unique, and stable. */

import { isReservedName } from "./reserved-names.ts";

/** The words of a text, in the letters and digits of ASCII. */
export function wordsOf(text: string): readonly string[] {
  const plain = text.normalize("NFKD").replaceAll(/[\u0300-\u036f'’]/g, "");
  const words = plain.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+/g) ?? [];
  // `v2` and `oauth2` are one word.
  return words.reduce<string[]>((all, word) => {
    const last = all.at(-1);
    if (last !== undefined && /^\d+$/.test(word) && plain.includes(last + word)) all[all.length - 1] = last + word;
    else all.push(word);
    return all;
  }, []);
}

/** `read_item` → `readItem`; `fallback` if the text has no letter. */
export function toCamelCase(text: string, fallback: string): string {
  const pascal = toPascalCase(text, fallback);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** `page_user` → `PageUser`; a name that begins with a digit gets the fallback before it. */
export function toPascalCase(text: string, fallback: string): string {
  const name = wordsOf(text)
    .map((word) => (/^[A-Z\d]+$/.test(word) && word.length > 1 ? capitalize(word.toLowerCase()) : capitalize(word)))
    .join("");
  return /^[A-Za-z]/.test(name) ? name : capitalize(fallback) + name;
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** An operation of the document, as far as its name needs it. */
export interface NamedOperation {
  readonly operationId: string | undefined;
  readonly method: string;
  readonly path: string;
}

/**
 * Names operations: by the operation's id, without the path and method that FastAPI appends, or by
 * method and path. Operations that would share a name all take a longer one, with the method, by the
 * whole id, or with the path, so that no name depends on the order of the document.
 */
export function nameOperations(operations: readonly NamedOperation[]): readonly string[] {
  const forms: readonly ((one: NamedOperation) => string)[] = [
    shorten,
    (one) => `${shorten(one)} ${one.method}`,
    (one) => one.operationId ?? `${one.method}${one.path}`,
    (one) => `${one.operationId ?? ""} ${one.method} ${pathWords(one.path)}`,
  ];
  const whole = forms.reduce<readonly string[]>((names, form) => {
    const countOf = countNames(names);
    return operations.map((one, index) => {
      const name = names[index];
      return name !== undefined && countOf(name) === 1 ? name : toOperationName(form(one));
    });
  }, []);
  return numberDuplicates(whole);
}

function countNames(names: readonly string[]): (name: string) => number {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  return (name) => counts.get(name.toLowerCase()) ?? 0;
}

/** Numbers what is left alike, in the order of the document. */
export function numberDuplicates(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique.toLowerCase()); number += 1) unique = `${name}${number}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

function toOperationName(text: string): string {
  const name = toCamelCase(text, "operation");
  return isReservedName(name) ? `${name}Operation` : name;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/**
 * FastAPI's id is the function's name, the path with other characters as `_`, and a method: one of
 * several at random if the route has several.
 */
function shorten({ operationId, method, path }: NamedOperation): string {
  if (operationId === undefined || operationId.trim() === "") return `${method} ${pathWords(path)}`;
  for (const one of [method, ...methods]) {
    const suffix = `${path.replaceAll(/[^\p{L}\p{N}_]/gu, "_")}_${one}`;
    if (operationId.endsWith(suffix) && operationId.length > suffix.length) return operationId.slice(0, -suffix.length);
  }
  return operationId;
}

/** `/users/{id}/orders` → `users by id orders`. */
function pathWords(path: string): string {
  return path.replaceAll(/\{([^}]*)\}/g, " by $1 ");
}
