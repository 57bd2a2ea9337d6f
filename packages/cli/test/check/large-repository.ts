/** A repository of any size that keeps its boundaries, for measures and for tests of the cache. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The size of the repository. */
export interface LargeRepositoryOptions {
  /** Default: 2,000. */
  readonly files?: number;
  /** Default: 20. */
  readonly modules?: number;
}

const aliases = { "@shared/*": ["./shared/*"], "@clients/*": ["./clients/*"] };

/**
 * Writes modules whose files import each other, shared code and client packages by aliases, and
 * external packages; one file in twenty has an import that only its syntax tree shows. Each file
 * has about eighty lines. The same options give the same bytes.
 */
export function writeLargeRepository(
  folder: string,
  { files = 2000, modules = 20 }: LargeRepositoryOptions = {},
): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const names = Array.from({ length: modules }, (_, index) => `module-${index + 1}`);
  const config = {
    check: {
      modules: ["modules/*"],
      shared: ["shared/*"],
      clients: ["clients/*"],
      edges: Object.fromEntries(names.slice(1).map((name, index) => [name, [names[index]]])),
    },
  };
  write("package.json", JSON.stringify({ type: "module", dependencies: { zod: "4", kysely: "0" } }));
  write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "nodenext", paths: aliases } }));
  write("seamline.config.ts", `export default ${JSON.stringify(config, undefined, 2)};\n`);
  write("shared/text/index.ts", printFile(0, []));
  for (const name of names) write(`clients/${name}/index.ts`, printFile(1, ['import { z } from "zod";']));
  for (let index = names.length + 1; index < files; index += 1) {
    const at = index % modules;
    write(
      `modules/${names[at]}/part-${Math.floor(index / 200)}/file-${index}.ts`,
      printFile(index, importsOf(index, names, modules)),
    );
  }
}

function importsOf(index: number, names: readonly string[], modules: number): readonly string[] {
  const at = index % modules;
  const before = index - modules;
  const neighbour = `../part-${Math.floor(before / 200)}/file-${before}.ts`;
  return [
    'import { join } from "node:path";',
    'import { sql } from "kysely";',
    'import { value as text } from "@shared/text/index.ts";',
    ...(before > names.length
      ? [`import { value as before } from "${neighbour}";`, `export type { Row as Before } from "${neighbour}";`]
      : []),
    `import type { Row as Own } from "@clients/${names[at]}/index.ts";`,
    ...(at > 0 ? [`import { value as called } from "@clients/${names[at - 1]}/index.ts";`] : []),
    ...(index % 20 === 7 ? [`export type Text = import("@shared/text/index.ts").Row;`] : []),
  ];
}

function printFile(index: number, imports: readonly string[]): string {
  const functions = Array.from({ length: 12 }, (_, at) =>
    [
      `/** What step ${at} of ${index} does with a row: \`\${import}\` and "quotes" are only text. */`,
      `export function step${at}(row: Row, factor: number = ${at}): Row {`,
      `  if (row.amount / factor > ${index} && /['"\`]/.test(row.name)) return { ...row, name: \`\${row.name} from ${at}\` };`,
      "  return { ...row, amount: row.amount * factor };",
      "}",
      "",
    ].join("\n"),
  );
  return [
    `/** File ${index}. */`,
    "",
    ...imports,
    "",
    "export interface Row {\n  readonly name: string;\n  readonly amount: number;\n}",
    "",
    `export const value: number = ${index};`,
    "",
    ...functions,
  ].join("\n");
}
