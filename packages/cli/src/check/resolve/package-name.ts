/** Names of packages in specifiers. */

import { isBuiltin } from "node:module";

/** The package of a bare specifier: `@food/courier-client/handlers` → `@food/courier-client`. */
export function packageNameOf(specifier: string): string {
  const [first = "", second] = specifier.split("/", 2);
  return first.startsWith("@") && second !== undefined ? `${first}/${second}` : first;
}

/** The package with the types of another: `@food/x` → `@types/food__x`. */
export function typesPackageOf(name: string): string {
  return `@types/${name.startsWith("@") ? name.slice(1).replace("/", "__") : name}`;
}

/** `fs` → `node:fs`; other names are unchanged. */
export function toBuiltinName(name: string): string {
  return isBuiltin(name) && !name.startsWith("node:") ? `node:${name}` : name;
}
