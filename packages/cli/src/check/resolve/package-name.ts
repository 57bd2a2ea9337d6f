/** Names of packages in specifiers. */

/** The package that a bare specifier begins with: `@food/courier-client/handlers` → `@food/courier-client`. */
export function packageNameOf(specifier: string): string {
  const [first = "", second] = specifier.split("/", 2);
  return first.startsWith("@") && second !== undefined ? `${first}/${second}` : first;
}

/** The package that holds the types of another: `@food/x` → `@types/food__x`. */
export function typesPackageOf(name: string): string {
  return `@types/${name.startsWith("@") ? name.slice(1).replace("/", "__") : name}`;
}
