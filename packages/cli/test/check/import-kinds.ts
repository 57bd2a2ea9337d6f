/** Every way in which one file can name another, to be planted where it is not allowed. */

/** One kind of import. */
export interface PlantedKind {
  readonly name: string;
  readonly extension: string;
  readonly typeOnly: boolean;
  /** Whether only relative specifiers are possible. */
  readonly relativeOnly?: boolean;
  /** The text of a file. The import stands on its second line. */
  print(specifier: string): string;
}

const kind = (name: string, extension: string, line: string, options: Partial<PlantedKind> = {}): PlantedKind => ({
  name,
  extension,
  typeOnly: false,
  print: (specifier) => `// ü: columns and lines are counted in characters\n${line.replaceAll("%", specifier)}\n`,
  ...options,
});
const type = { typeOnly: true };

export const plantedKinds: readonly PlantedKind[] = [
  kind("static", "ts", 'import { thing } from "%"; thing;'),
  kind("static of a default", "mts", 'import thing, { other } from "%"; thing(other);'),
  kind("static of a namespace", "tsx", 'import * as thing from "%"; export const View = () => <p>it\'s {thing.a}</p>;'),
  kind("static for its effects", "ts", 'import "%";'),
  kind("static in JavaScript", "js", "import { thing } from '%'; thing;"),
  kind("static in JSX", "jsx", "import { thing } from '%'; export const View = () => <p>it's {thing}</p>;"),
  kind("static with inline types", "ts", 'import { type Thing } from "%"; export type Mine = Thing;'),
  kind("static over several lines", "ts", 'import { /* from "./nowhere" */ thing } from "%"; thing;'),
  kind("static of JSON", "ts", 'import thing from "%" with { type: "ts" }; thing;'),
  kind("type", "ts", 'import type { Thing } from "%"; export type Mine = Thing;', type),
  kind("type of a default", "cts", 'import type Thing from "%"; export type Mine = Thing;', type),
  kind("re-export", "ts", 'export { thing } from "%";'),
  kind("re-export of everything", "ts", 'export * from "%";'),
  kind("re-export of a namespace", "ts", 'export * as thing from "%";'),
  kind("type re-export", "ts", 'export type { Thing } from "%";', type),
  kind("type re-export of everything", "ts", 'export type * from "%";', type),
  kind("dynamic", "ts", 'export const thing = () => import("%");'),
  kind("dynamic in a template", "ts", "export const thing = () => import(`%`);"),
  kind("dynamic behind a comment", "ts", 'export const thing = () => import(/* chunk */ "%");'),
  kind("dynamic of a cast", "ts", 'export const thing = () => import(("%" as string)!);'),
  kind("dynamic in JSX", "tsx", 'export const View = () => <p>don\'t {import("%")}</p>;'),
  kind("import.meta.resolve", "ts", 'export const thing = import.meta.resolve("%");'),
  kind("import equals", "cts", 'import thing = require("%"); thing;'),
  kind("type import equals", "cts", 'import type thing = require("%"); export type Mine = thing;', type),
  kind("import type", "ts", 'export type Mine = import("%").Thing;', type),
  kind("typeof import type", "ts", 'export type Mine = typeof import("%");', type),
  kind("import type in a declaration", "d.ts", 'export declare const mine: import("%").Thing;', type),
  kind("require", "cjs", 'const { thing } = require("%"); module.exports = thing;'),
  kind("require at the top of a script", "cjs", 'if (require("%")) return;'),
  kind("require.resolve", "cjs", 'module.exports = require.resolve("%");'),
  kind(
    "require made by createRequire",
    "ts",
    'import { createRequire } from "node:module"; const load = createRequire(import.meta.url); load("%");',
  ),
  kind("url", "ts", 'export const thing = new Worker(new URL("%", import.meta.url));', { relativeOnly: true }),
  kind("jsdoc", "js", '/** @type {import("%").Thing} */ export const mine = {};', type),
  kind("jsdoc import tag", "js", '/** @import { Thing } from "%" */', type),
  kind("reference", "ts", '/// <reference path="%" />', {
    ...type,
    relativeOnly: true,
    print: (to) => `\n/// <reference path="${to}" />\n`,
  }),
  kind("augmentation", "ts", 'import {} from "./base.ts"; declare module "%" { interface Thing {} }', {
    ...type,
    relativeOnly: true,
  }),
];
