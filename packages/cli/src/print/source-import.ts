/** Import statements of generated sources. */

import type { TypeName, TypeUse } from "../model/service-model.ts";
import { printList } from "./layout.ts";

/** `import { a, b } from "…";` with sorted names; empty without names. */
export function printImport(names: Iterable<string>, from: string): string {
  return printList("import ", sortNames(names), ` from ${JSON.stringify(from)};`);
}

/** `import type { A, B } from "…";` with sorted names; empty without names. */
export function printTypeImport(names: Iterable<string>, from: string): string {
  return printList("import type ", sortNames(names), ` from ${JSON.stringify(from)};`);
}

/** Distinct names in code unit order, independent of the locale; a leading `type ` is ignored. */
export function sortNames(names: Iterable<string>): readonly string[] {
  const keyOf = (name: string): string => name.replace(/^type /, "");
  return [...new Set(names)].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** The names of the types declared in `types.ts`. */
export function declaredNames(types: readonly (TypeName | undefined)[]): readonly string[] {
  return types.flatMap((type) => (type?.declared ? [type.text] : []));
}

/** The type of one view, or `void` without one. */
export function nameOf(use: TypeUse | undefined, view: "given" | "received"): string {
  return use === undefined ? "void" : use[view].text;
}

/** The import of the hand-written contract under a local name. */
export function printContractImport(
  exportName: string,
  localName: string,
  path: string,
  kind: "import" | "import type",
): string {
  if (exportName === "default") return `${kind} ${localName} from ${JSON.stringify(path)};`;
  const name = exportName === localName ? exportName : `${exportName} as ${localName}`;
  return `${kind} { ${name} } from ${JSON.stringify(path)};`;
}
